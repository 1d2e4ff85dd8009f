"""Filters: small named reasons why a match is no secret, or less surely one. One file each, listed in `table.py`."""
