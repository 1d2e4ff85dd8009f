"""Reports: one file a format. A reporter knows the result and nothing of how it came about."""
