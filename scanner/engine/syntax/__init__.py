"""Syntaxes that a pattern cannot read: how names and their values are written in the languages of programs and data."""
