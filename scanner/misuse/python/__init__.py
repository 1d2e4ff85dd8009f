"""Misuse in Python, by its syntax tree."""
