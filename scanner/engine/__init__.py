"""Matching and judging: fragments in, findings out. Knows nothing of Git, of files, or of how findings are shown."""
