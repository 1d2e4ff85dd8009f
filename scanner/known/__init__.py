"""Secrets that are known already: values of `.env` files and stores, looked for themselves, in any common encoding."""
