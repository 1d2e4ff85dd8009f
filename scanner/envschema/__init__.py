"""Environment variables held against a schema: `.env` files, their example, and the code that reads them."""
