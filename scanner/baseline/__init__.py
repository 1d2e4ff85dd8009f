"""The baseline: the secrets that a repository already has, by salted hash and path, with people's labels."""
