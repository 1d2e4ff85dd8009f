"""How a repository stands: what guards it, with the evidence, and which controls that supports."""
