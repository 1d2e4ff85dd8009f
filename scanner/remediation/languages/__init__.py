"""How each language reads a variable of the environment, and how a literal is replaced by that. One file a language."""
