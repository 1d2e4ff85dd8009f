"""The audit of a baseline: people's answers on its entries, one by one, or from a file."""
