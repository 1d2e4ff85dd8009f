"""Encoded text inside a fragment: found, decoded, and scanned like any other text."""
