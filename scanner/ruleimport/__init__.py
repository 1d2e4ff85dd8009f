"""Reading the rules of other scanners: TOML with patterns in the syntax of Go, turned into rule files or refused."""
