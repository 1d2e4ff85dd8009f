"""Where secrets live: an encrypted file, Vault, AWS Secrets Manager or Kubernetes, behind one interface.

One file a store, listed in `table.py`; the libraries of remote stores are extras, and imported when theirs is used.
"""
