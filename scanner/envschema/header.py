"""The header of a schema: root decorators, which hold for all items."""

from __future__ import annotations

from scanner.envschema.expression import Call, Reference, Text
from scanner.envschema.item_decorators import Defaults, written
from scanner.envschema.known import ROOT_WITHOUT_EFFECT, unknown
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.envschema.decorators import Decorator
    from scanner.envschema.item_decorators import Complain

IMPORT_OPTIONS = ("pick", "omit", "enabled", "allowMissing")


class Import(NamedTuple):
    """`@import(path, …)`."""

    path: str
    pick: frozenset[str] | None
    omit: frozenset[str]
    allow_missing: bool
    line: int
    column: int

    def takes(self, name: str) -> bool:
        """Whether the item of that name is imported."""
        return name not in self.omit and (self.pick is None or name in self.pick)


class Header(NamedTuple):
    """What the header says."""

    defaults: Defaults
    current_env: str | None
    imports: tuple[Import, ...]


def read_header(decorators: Sequence[Decorator], complain: Complain) -> Header:
    """Return what these decorators say; what is wrong goes to `complain`."""
    seen: set[str] = set()
    defaults, current, imports = Defaults(), None, []
    for each in decorators:
        place = each.line, each.column
        if each.name in seen and not each.is_call:
            complain(*place, "", f"@{each.name} is given twice", "keep one of them")
            continue
        seen.add(each.name)
        if each.name in {"currentEnv", "envFlag"}:
            current = _current_env(each, complain)
        elif each.name == "defaultRequired":
            if isinstance(each.value, Text) and each.value.text in {"true", "false", "infer"}:
                defaults = defaults._replace(required=each.value.text)
            else:
                complain(*place, "", "@defaultRequired is neither true, false nor infer", "write one of them")
        elif each.name == "defaultSensitive":
            defaults = _default_sensitive(each, defaults, complain)
        elif each.name == "import":
            imports += _import(each, complain)
        elif each.name not in ROOT_WITHOUT_EFFECT:
            complain(*place, "", *unknown(each.name, in_header=True))
    return Header(defaults, current, tuple(imports))


def _current_env(each: Decorator, complain: Complain) -> str | None:
    if isinstance(each.value, Reference):
        return each.value.name
    if each.name == "envFlag" and isinstance(each.value, Text):
        return each.value.text
    complain(each.line, each.column, "", f"@{each.name} must name an item", "write @currentEnv=$APP_ENV")
    return None


def _default_sensitive(each: Decorator, defaults: Defaults, complain: Complain) -> Defaults:
    value = each.value
    if isinstance(value, Text) and value.text in {"true", "false"}:
        return defaults._replace(sensitive=value.text, sensitive_said=True)
    if isinstance(value, Call) and value.name == "inferFromPrefix" and len(value.arguments) == 1:
        return defaults._replace(sensitive=f"prefix:{written(value.arguments[0])}", sensitive_said=True)
    mend = "write true, false or inferFromPrefix(PREFIX)"
    complain(each.line, each.column, "", "@defaultSensitive has a value that it cannot have", mend)
    return defaults


def _import(each: Decorator, complain: Complain) -> list[Import]:
    place = each.line, each.column
    if not each.is_call or not isinstance(each.value, Call) or not each.value.arguments:
        complain(*place, "", "@import needs a path", "write @import(./path)")
        return []
    path, *names = (written(value) for value in each.value.arguments)
    options = dict(each.value.options)
    for key in options:
        if key not in IMPORT_OPTIONS:
            complain(*place, "", f"@import has no option {key}", f"known are {', '.join(IMPORT_OPTIONS)}")
            return []
    if not path.startswith(("./", "../")):
        mend = "only paths that begin with ./ or ../ are read"
        complain(*place, "", "@import leads outside the project, or to a package, which is not supported", mend)
        return []
    enabled = options.get("enabled", Text("true"))
    if enabled == Text("false"):
        return []
    if enabled != Text("true"):
        complain(*place, "", "@import: enabled by a condition is not supported", "write true or false")
        return []
    pick = _names(options["pick"]) if "pick" in options else frozenset(names) or None
    omit = _names(options["omit"]) if "omit" in options else frozenset()
    return [Import(path, pick, omit, options.get("allowMissing") == Text("true"), *place)]


def _names(value: object) -> frozenset[str]:
    if isinstance(value, Call):
        return frozenset(written(each) for each in value.arguments)
    return frozenset(written(value)) if isinstance(value, Reference) else frozenset([str(getattr(value, "text", ""))])
