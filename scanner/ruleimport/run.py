"""The import of one file: read, translate, make samples, and prove the result as `rules check` would."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.rulecheck.check import check_rules
from scanner.ruleimport.allow import convert_allows
from scanner.ruleimport.convert import Converted, RuleRefusedError, convert, one_line
from scanner.ruleimport.foreign import ForeignFile, read_foreign
from scanner.ruleimport.git_secrets import read_git_secrets
from scanner.ruleimport.samples import NoSampleError, Sampler
from scanner.ruleimport.write import configuration, rule_file
from scanner.ruleset.cache import write_entry
from scanner.ruleset.compile import check_pattern, compile_rules, read_rules, replaced, rule_files
from scanner.ruleset.load import Ruleset, load_compiled
from scanner.ruleset.locate import data_directory
from scanner.ruleset.schema import Provider, RuleError, RuleSyntax

REVOKE = "Where this kind of credential is issued."


@dataclass(frozen=True, slots=True)
class Import:
    """What came of the import."""

    rules: str
    """The text of the rule file; empty: no rule is imported."""
    config: str
    """The text of the configuration; empty: there are no exceptions."""
    imported: tuple[str, ...]
    """Ids of the rules."""
    changed: Mapping[str, tuple[str, ...]]
    """By id, what is not as it was."""
    refused: Mapping[str, str]
    """By the foreign name, why there is no such rule."""
    exceptions: int
    """Entries of the configuration."""
    refused_exceptions: tuple[str, ...]
    notes: tuple[str, ...]
    """What else of the file has no counterpart."""


def import_rules(path: Path) -> Import:
    """Return the rules and exceptions of the file in our form; what is not there is named.

    Every rule that is returned passes `rules check`, beside the built-in rules and the others. Raises RuleError if the
    file cannot be read.
    """
    foreign = read_git_secrets(path) or read_foreign(path)
    builtin = read_rules(rule_files([Path(data_directory())]))
    refused = dict(foreign.broken)
    provider = Provider(one_line(foreign.title) or path.stem, revoke=REVOKE)
    converted = _converted(foreign, path.name, provider, {rule.id for rule in builtin}, refused)
    rules = _proven(converted, builtin, refused)
    ids = {name: rule.id for name, rule in rules.items()}
    allows = convert_allows(foreign.allows, ids, f"allowed in {path.name}")
    written = [(rule, converted[name].tags) for name, rule in rules.items()]
    return Import(
        rules=rule_file(provider, written) if written else "",
        config=configuration(allows.exclude, allows.entries),
        imported=tuple(ids.values()),
        changed={ids[name]: converted[name].changes for name in rules if converted[name].changes},
        refused=refused,
        exceptions=len(allows.exclude) + len(allows.entries),
        refused_exceptions=allows.refused,
        notes=foreign.notes,
    )


def _converted(
    foreign: ForeignFile, name: str, provider: Provider, taken: set[str], refused: dict[str, str]
) -> dict[str, Converted]:
    """Return the rules that have a form here, by their foreign ids; the others go to `refused`."""
    converted: dict[str, Converted] = {}
    for number, each in enumerate(foreign.rules, 1):
        key = one_line(each.id) or f"rule {number}"
        if key in converted or key in refused:
            refused[f"{key} (again)"] = "its id is taken by another rule of the file"
            continue
        try:
            made = convert(each, provider, f"{name}, rule {key}", taken)
            check_pattern(made.rule)
        except (RuleRefusedError, RuleError) as error:
            refused[key] = str(error).removeprefix(f"rule {each.id}: ")
            continue
        taken.add(made.rule.id)
        converted[key] = made
    return converted


def _proven(
    converted: Mapping[str, Converted], builtin: list[RuleSyntax], refused: dict[str, str]
) -> dict[str, RuleSyntax]:
    """Return the rules with samples; those that the others do not leave any go to `refused`."""
    left = {name: each.rule for name, each in converted.items()}
    with tempfile.TemporaryDirectory(prefix="keysieve-import-") as directory:
        while left:
            ruleset = _ruleset(builtin, list(left.values()), Path(directory))
            sampler = Sampler(Pipeline(ruleset, AhoCorasickPrefilter(ruleset.keywords)))
            failed: dict[str, str] = {}
            for name, rule in left.items():
                try:
                    left[name] = rule if rule.positive else sampler.sampled(rule, converted[name].tree)
                except NoSampleError as error:
                    failed[name] = str(error)
            if not failed:
                names = {rule.id: name for name, rule in left.items()}
                failed = {names[bad.rule]: bad.message for bad in check_rules(left.values(), ruleset)}
            if not failed:
                break
            refused |= failed
            left = {name: rule for name, rule in left.items() if name not in failed}
    return left


def _ruleset(builtin: list[RuleSyntax], rules: list[RuleSyntax], directory: Path) -> Ruleset:
    write_entry(directory, compile_rules(replaced(builtin, rules)))
    return load_compiled(str(directory))
