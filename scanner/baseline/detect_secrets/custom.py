"""Custom plugins that a baseline names, run by detect-secrets itself: the extra `keysieve[detect-secrets]`."""

from __future__ import annotations

import os

from scanner.baseline.detect_secrets.sightings import CUSTOM
from scanner.errors import KeysieveError
from scanner.model import Finding, Location, Rule, Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.model import Fragment

SCHEME = "file://"
INSTALL = "custom plugins are not run; install what runs them: `pip install 'keysieve[detect-secrets]'`"
ASK = "custom plugins are not run, being code of this repository; `--custom-plugins` runs them"


class PluginError(KeysieveError):
    """A custom plugin cannot be loaded, or failed on a line; the message names it."""


def custom_plugins(
    baseline: ForeignBaseline, name: str, root: str, asked: bool | frozenset[str]
) -> tuple[list[Any], tuple[str, ...]]:
    """Return the custom plugins that the baseline names, ready to run, and what to tell the user.

    `asked`: whether the user asked for them, or for which, by their `path`. Others are not run, and one line says so:
    who can change the baseline must not be able to run code wherever it is only scanned. Raises PluginError if one
    cannot be loaded.
    """
    named = [record for record in baseline.plugins if str(record.get("path", "")).startswith(SCHEME)]
    if not named:
        return [], ()
    wanted = [record for record in named if (asked if isinstance(asked, bool) else record["path"] in asked)]
    notes = tuple(f"{record['name']}: {ASK}" for record in named if record not in wanted)
    if not wanted:
        return [], notes
    try:
        from detect_secrets.core.plugins.util import get_plugins_from_file  # an extra, and slow to import
    except ImportError:
        return [], (*notes, f"{', '.join(record['name'] for record in wanted)}: {INSTALL}")
    plugins = []
    for record in wanted:
        file = os.path.join(root, record["path"].removeprefix(SCHEME))
        settings = {key: value for key, value in record.items() if key not in ("name", "path")}
        try:
            found: list[Any] = list(get_plugins_from_file(file))
            kinds = {kind.__name__: kind for kind in found}
            plugins.append(kinds[record["name"]](**settings))
        except Exception as error:  # noqa: BLE001  the plugin's own code may raise anything
            raise PluginError(
                f"{name}: the plugin {record['name']} cannot be loaded from {file} ({type(error).__name__}); "
                "mend it, or take it out of `plugins_used`"
            ) from None
    return plugins, notes


def plugin_records(files: Sequence[str]) -> list[dict[str, Any]]:
    """Return the settings that name the plugins in these files, which the user asks for by name.

    Raises PluginError if a file cannot be loaded, or detect-secrets is not installed.
    """
    if not files:
        return []
    try:
        from detect_secrets.core.plugins.util import get_plugins_from_file  # an extra, and slow to import
    except ImportError:
        raise PluginError(INSTALL) from None
    records = []
    for file in files:
        try:
            kinds: list[Any] = list(get_plugins_from_file(file))
        except Exception as error:  # noqa: BLE001  the plugin's own code may raise anything
            raise PluginError(f"{file}: no plugin can be loaded from it ({type(error).__name__}); mend it") from None
        records += [{"name": kind.__name__, "path": SCHEME + os.path.abspath(file)} for kind in kinds]
    return records


def custom_findings(plugins: list[Any], fragment: Fragment, path: str) -> Iterator[Finding]:
    """Yield what the plugins find in the fragment, each in the order of the lines. Raises PluginError if one fails."""
    from detect_secrets.util.code_snippet import get_code_snippet  # loaded before: there are plugins

    lines = fragment.content.decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines):
        snippet = get_code_snippet(lines, number + 1)
        for plugin in plugins:
            try:
                found = plugin.analyze_line(
                    filename=path, line=line.rstrip(), line_number=fragment.line + number, context=snippet
                )
                values = sorted({str(secret.secret_value) for secret in found or ()})
            except Exception as error:  # noqa: BLE001  the plugin's own code may raise anything
                place = f"line {fragment.line + number}"
                raise PluginError(
                    f"the plugin {type(plugin).__name__} failed in {place}: {type(error).__name__}"
                ) from None
            for value in values:
                yield made(plugin, fragment, fragment.line + number, line, value)


def made(plugin: Any, fragment: Fragment, number: int, line: str, value: str) -> Finding:
    """Return the finding for what a plugin captured in a line."""
    kind = str(plugin.secret_type)
    name = "-".join("".join(sign if sign.isalnum() else " " for sign in kind.lower()).split())
    rule = Rule(f"{CUSTOM}-{name}", CUSTOM, kind, "high", "medium", (), "", 0, 0.0, "", "", "", "")
    column = max(0, line.find(value)) + 1
    place = Location(number, column, number, column + len(value))
    secret = Secret(value.encode("utf-8", "surrogateescape"))
    return Finding(rule, fragment.path, place, secret, "medium", (), fragment.provenance, None, hash(line))
