"""Misuse in files that no parser here reads: by careful patterns over single lines."""
