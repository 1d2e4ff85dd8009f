"""What archives hold, read without writing anything to disk: `opener.py` makes entries of it, one file a format."""
