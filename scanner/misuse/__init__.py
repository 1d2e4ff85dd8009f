"""How secrets get misused by the code that has them: logged, shipped to browsers, badly encrypted. Prints nothing."""
