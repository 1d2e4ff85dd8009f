"""Putting the hook into a repository, and taking it out again."""
