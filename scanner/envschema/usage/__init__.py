"""Which variables code reads: one file a language family."""
