"""Misuse in JavaScript and TypeScript, by the syntax trees of tree-sitter, which is an extra."""
