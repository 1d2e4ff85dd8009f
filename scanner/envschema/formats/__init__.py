"""How complaints are told: one file a format."""
