"""The configuration and the rules: whether they can be read, and leave anything to find."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.config.load import OWN_FILE, load_config
from scanner.config.model import ConfigError
from scanner.doctor.interface import Observation
from scanner.errors import KeysieveError
from scanner.git.run import lines
from scanner.ruleset.locate import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place


NAMED = 3


def check_configuration(place: Place) -> Iterator[Observation]:
    """Say which configuration counts, whether it excludes everything, and which others nobody reads."""
    try:
        config = load_config(place.root)
    except ConfigError as error:
        yield Observation("configuration", "problem", str(error))
        return
    origin = place.near(config.origin) or "there is none; the defaults count"
    if config.exclude and place.repository is not None and not place.repository.bare:
        names = lines(["ls-files", "-z", "--full-name", ":/"])
        left = sum(not any(glob.matches(name) for glob in config.exclude) for name in names)
        if names and not left:
            message = f"{origin}: `exclude` covers all {len(names)} tracked files, so nothing is scanned"
            yield Observation("configuration", "problem", message, "narrow the globs")
            return
    yield Observation("configuration", "ok", origin)
    yield from _unread(place)


def _unread(place: Place) -> Iterator[Observation]:
    if place.repository is None or place.repository.bare:
        return
    everything = ["ls-files", "-z", "--full-name", "--cached", "--others", "--exclude-standard"]
    names = lines([*everything, "--", f":(top,glob)*/**/{OWN_FILE}"])
    if names:
        named = ", ".join(sorted({os.fsdecode(name) for name in names})[:NAMED])
        message = f"nobody reads {named}: only the repository's root has a configuration"
        mend = f"move it into {OWN_FILE} at the root, as [[per_path]] if it is for that directory alone"
        yield Observation("configuration", "warning", message, mend)


def check_rules(place: Place) -> Iterator[Observation]:
    """Say how many rules there are, and which of their patterns cannot be compiled."""
    import regex  # as the matcher does, with the cache of compiled patterns

    from scanner.text.pattern import compiled

    if place.config is None:
        yield Observation("rules", "unseen", "the configuration, which may name rule files, is wrong")
        return
    try:
        ruleset = load_ruleset(place.config.rule_paths)
    except KeysieveError as error:
        yield Observation("rules", "problem", str(error))
        return
    known = {rule.id for rule in ruleset}
    broken = []
    for rule in ruleset:
        try:
            compiled(rule.regex.encode())
        except regex.error:
            broken.append(rule.id)
    if broken:
        yield Observation("rules", "problem", f"patterns that cannot be compiled: {', '.join(broken)}", "mend them")
        return
    unknown = sorted(place.config.disabled_rules - known)
    if unknown:
        message = f"rules.disable names rules that are not there: {', '.join(unknown)}"
        yield Observation("rules", "warning", message, "`keysieve rules list` has the ids")
        return
    yield Observation("rules", "ok", f"{len(ruleset)} rules")
