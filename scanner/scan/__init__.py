"""A scan from its source to its result: source, engine, policy, baseline. Prints nothing, exits never."""
