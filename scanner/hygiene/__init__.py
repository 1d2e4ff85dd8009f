"""Files that hold secrets by convention: whether git tracks them, ignores them, or would ship them."""
