"""The types that a variable may have: one file a family, listed in `table.py`."""
