"""Baselines of detect-secrets 1.x: read, honoured, brought up to date and written in their own format."""
