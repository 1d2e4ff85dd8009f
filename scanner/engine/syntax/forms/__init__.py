"""The forms in which a value is given to a name: one file a family, listed in `table.py`."""
