"""The formats by their names. A format's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.envschema.run import CheckResult

    Render = Callable[[CheckResult], str]

FORMATS = {
    "text": "scanner.envschema.formats.text:render",
    "json": "scanner.envschema.formats.json_v1:render",
    "github": "scanner.envschema.formats.github:render",
}


def renderer(name: str) -> Render:
    """Return what turns a result into the text of that format."""
    module, _, attribute = FORMATS[name].partition(":")
    render: Render = getattr(import_module(module), attribute)
    return render
