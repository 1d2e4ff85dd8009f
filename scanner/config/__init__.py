"""The configuration: `[tool.keysieve]` in `pyproject.toml`, or `.keysieve.toml`, at the repository's root."""
