"""Proving rules by their own samples: `keysieve rules check` and the tests run the same code."""
