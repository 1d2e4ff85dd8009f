"""Rules as data: what an author writes (`RuleSyntax`), the compiled form, and what the engine loads (`Ruleset`)."""
