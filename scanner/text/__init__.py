"""What the bytes of a text are, whatever they are about: encodings, lines, entropy, checksums, redaction."""
