"""`keysieve rules`: list, show, check and import rules."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scanner import exitcodes
from scanner.errors import UsageError
from scanner.misuse.rules import misuse_rules
from scanner.model import Companion, Rule
from scanner.ruleset.load import Ruleset
from scanner.ruleset.locate import data_directory, load_ruleset
from scanner.text.redact import escape, tells_names_only


@click.group()
def rules() -> None:
    """List, show, check and import rules."""


RULES_OPTION = click.option(
    "--rules", "extra", multiple=True, type=click.Path(), help="More rule files, or directories of them."
)


@rules.command("list")
@RULES_OPTION
def list_rules(extra: tuple[str, ...]) -> None:
    """List all rules: id, severity, confidence, description."""
    ruleset = [*rules_here(extra), *misuse_rules()]
    widest = max(len(rule.id) for rule in ruleset)
    for rule in sorted(ruleset, key=lambda rule: rule.id):
        click.echo(f"{rule.id:{widest}}  {rule.severity:8}  {rule.confidence:6}  {escape(rule.description)}")
    providers = len({rule.provider for rule in ruleset})
    click.echo(f"{len(ruleset)} rules, {providers} providers", err=True)


@rules.command()
@click.argument("rule_id")
@RULES_OPTION
def show(rule_id: str, extra: tuple[str, ...]) -> None:
    """Show one rule: what it finds, how, and where such a credential is revoked."""
    rule = _rule_named(rules_here(extra), rule_id)
    fields = {
        "id": rule.id,
        "provider": rule.provider,
        "description": rule.description,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "keywords": ", ".join(rule.keywords),
        "pattern": rule.regex,
        "entropy": f"at least {rule.entropy} bits a character" if rule.entropy else "",
        "offline check": rule.checksum,
        "filters": rule.filters,
        "requires": requirement(rule.requires) if rule.requires else "",
        "paths": f"{', '.join(rule.paths)}; elsewhere {rule.elsewhere or 'no finding'}" if rule.paths else "",
        "mend" if tells_names_only(rule) else "revoke": rule.revoke,
        "source": rule.source,
    }
    for name, value in fields.items():
        if value:
            click.echo(f"{name:13}  {escape(value)}")


def requirement(companion: Companion) -> str:
    """Return in words what a rule requires beside the secret, and what a match without it is."""
    return f"{companion.name} {companion.where}; without it {companion.without or 'no finding'}: {companion.regex}"


def rules_here(extra: tuple[str, ...]) -> Ruleset:
    """Return the rules that a scan here would use: the built-in ones, the configuration's, and `extra`."""
    from scanner.cli.session import repository_here
    from scanner.config.load import load_config

    repository = repository_here(required=False)
    config = load_config(repository.root if repository is not None else os.getcwd())
    return load_ruleset((*config.rule_paths, *extra))


def _rule_named(ruleset: Ruleset, rule_id: str) -> Rule:
    known: tuple[Rule, ...] = (*ruleset, *misuse_rules())
    for rule in known:
        if rule.id == rule_id:
            return rule
    from difflib import get_close_matches

    nearest = get_close_matches(rule_id, [rule.id for rule in known], 1)
    hint = f"; did you mean {nearest[0]}?" if nearest else "; see `keysieve rules list`"
    raise UsageError(f"no rule {rule_id}{hint}")


@rules.command()
@click.argument("paths", nargs=-1, type=click.Path())
def check(paths: tuple[str, ...]) -> int:
    """Check rule files by their own samples; without PATHS, the built-in rules.

    Every positive sample must be found by its own rule and by no other, no negative by any.
    """
    from scanner.rulecheck.check import check_rules
    from scanner.ruleset.compile import check_pattern, read_rules, rule_files

    builtin = Path(data_directory())
    files = rule_files([Path(path) for path in paths] or [builtin])
    syntaxes = read_rules(files)
    for syntax in syntaxes:
        check_pattern(syntax)
    outside = [str(file) for file in files if file.resolve().parent != builtin.resolve()]
    complaints = list(check_rules(syntaxes, load_ruleset(outside)))
    for complaint in complaints:
        click.echo(f"{complaint.rule}: {escape(complaint.message)}")
    click.echo(f"{len(syntaxes)} rules checked, {len(complaints)} complaints", err=True)
    return exitcodes.FOUND if complaints else exitcodes.CLEAN


@rules.command("import")
@click.argument("file", type=click.Path())
@click.option(
    "--output", metavar="DIR", type=click.Path(), help="Write the files into this directory, made if need be."
)
def import_rules(file: str, output: str | None) -> int:
    """Turn a rule file of gitleaks or its kin (TOML) into a rule file, and its allow lists into configuration.

    FILE may also be a file of git's configuration with patterns of `git secrets`, or its `.gitallowed`. Patterns are
    translated, samples are made up, and every rule passes `keysieve rules check`. What
    has no counterpart is refused by name. Without --output both files go to standard output.
    """
    from scanner.cli.rules_import import tell, write
    from scanner.ruleimport.run import import_rules as run_import

    result = run_import(Path(file))
    write(result, Path(file).stem, output)
    tell(result)
    return exitcodes.CLEAN if result.imported or result.exceptions else exitcodes.FOUND
