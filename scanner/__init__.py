"""Keysieve: the Git secret scanner. The public API is `scanner.api` and the command line; the rest is internal."""

__version__ = "0.1.0"
