"""Offline checks: what a credential's own structure proves. One file a provider's scheme, listed in `table.py`."""
