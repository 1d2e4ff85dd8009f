"""The wheel's build hook: compiles `rules/` into `scanner/_rules/`. An editable install reads the checkout instead."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface[Any]):
    """Puts the compiled rules, their sources and the word lists into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules, for a standard wheel only."""
        if version != "standard":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from scanner.ruleset.compile import compile_rules, read_rules, rule_files

        self.compiled = tempfile.TemporaryDirectory()
        included = build_data["force_include"]
        for name, text in compile_rules(read_rules(rule_files([root / "rules"]))).items():
            file = Path(self.compiled.name) / name
            file.write_text(text, encoding="utf-8")
            included[str(file)] = f"scanner/_rules/{name}"
        for file in sorted((root / "rules").iterdir()):
            included[str(file)] = f"scanner/_rules/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary directory."""
        if version == "standard":
            self.compiled.cleanup()
