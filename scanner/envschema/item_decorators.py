"""From the decorators above an item to what the schema says of it."""

from __future__ import annotations

from scanner.envschema.evaluation import calls, fault_in_call
from scanner.envschema.expression import Call, Reference, Text
from scanner.envschema.known import ITEM, ITEM_WITHOUT_EFFECT, unknown
from scanner.envschema.schema import NO, YES, Item, plan_type
from scanner.envschema.types.interface import OptionError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.envschema.decorators import Decorator
    from scanner.envschema.expression import Expression
    from scanner.envschema.schema import TypePlan
    from scanner.text.dotenv import Entry

    Complain = Callable[[int, int, str, str, str], None]
    """Takes line, column, name, message and mend."""

REPEATABLE = frozenset(("docs", "tag"))
OPPOSITES = {"optional": "required", "public": "sensitive", "static": "dynamic"}
SENSITIVE_OPTIONS = ("enabled", "preventLeaks", "allowShortValue")


class Defaults(NamedTuple):
    """What the header says of all items."""

    required: str = "true"
    """`true`, `false` or `infer`."""
    sensitive: str = "true"
    """`true`, `false`, or `prefix:` and the prefix that public names have."""
    sensitive_said: bool = False


class Said(NamedTuple):
    """What decorators say of an item, whatever its name and value."""

    type: TypePlan | None
    required: Expression | None
    """None: nothing, as with `sensitive`; the header decides."""
    sensitive: Expression | None
    allow_short: bool
    deprecated: str | None
    docs: tuple[str, ...]
    example: str | None


def make_item(
    entry: Entry, default: Expression | None, said: Said, description: Sequence[str], defaults: Defaults, path: str
) -> Item:
    """Return the item of an entry, with what its decorators say, else the header."""
    required, sensitive = said.required, said.sensitive
    return Item(
        name=entry.key,
        path=path,
        line=entry.line,
        column=entry.column,
        type=said.type,
        required=required if required is not None else _required_by(defaults, default),
        sensitive=sensitive if sensitive is not None else _sensitive_by(defaults, entry.key),
        sensitive_said=sensitive is not None,
        sensitive_default_said=defaults.sensitive_said,
        allow_short=said.allow_short,
        default=default,
        deprecated=said.deprecated,
        docs=said.docs,
        example=said.example,
        description=tuple(description),
    )


def _required_by(defaults: Defaults, default: Expression | None) -> Expression:
    if defaults.required == "infer":
        return YES if default is not None and default != Text("", quoted=True) else NO
    return YES if defaults.required == "true" else NO


def _sensitive_by(defaults: Defaults, name: str) -> Expression:
    if defaults.sensitive.startswith("prefix:"):
        return NO if name.startswith(defaults.sensitive.removeprefix("prefix:")) else YES
    return YES if defaults.sensitive == "true" else NO


def said_by(decorators: Sequence[Decorator], name: str, complain: Complain) -> Said:
    """Return what these decorators say of the item `name`; what is wrong with them goes to `complain`."""
    by_name = _sorted_out(decorators, name, complain)
    return Said(
        type=_type(by_name.get("type"), name, complain),
        required=_required(by_name),
        sensitive=_sensitive(by_name, name, complain),
        allow_short=_allows_short(by_name.get("sensitive")),
        deprecated=_deprecated(by_name.get("deprecated")),
        docs=_docs(decorators),
        example=_literal(by_name.get("example")),
    )


def _sorted_out(decorators: Sequence[Decorator], name: str, complain: Complain) -> dict[str, Decorator]:
    by_name: dict[str, Decorator] = {}
    for each in decorators:
        place = each.line, each.column
        if each.name not in ITEM | ITEM_WITHOUT_EFFECT:
            complain(*place, name, *unknown(each.name, in_header=False))
        elif each.name in by_name and each.name not in REPEATABLE:
            complain(*place, name, f"@{each.name} is given twice", "keep one of them")
        elif each.is_call != (each.name in REPEATABLE):
            right = f"@{each.name}(…)" if each.name in REPEATABLE else f"@{each.name} or @{each.name}=…"
            complain(*place, name, f"@{each.name} is written in the other form", f"write {right}")
        else:
            by_name[each.name] = each
            if each.name != "type":
                for call in calls(each.value) if not each.is_call else ():
                    fault = fault_in_call(call)
                    if fault:
                        complain(
                            *place, name, f"@{each.name} {fault}", "write the condition with the functions it knows"
                        )
    for one, other in OPPOSITES.items():
        if one in by_name and other in by_name:
            given = by_name[one]
            complain(given.line, given.column, name, f"@{one} and @{other} exclude each other", "keep one of them")
    return by_name


def negated(value: Expression) -> Expression:
    """Return the opposite of a condition."""
    if value == NO:
        return YES
    return NO if value == YES else Call("not", (value,))


def _required(by_name: dict[str, Decorator]) -> Expression | None:
    if "required" in by_name:
        return by_name["required"].value
    return negated(by_name["optional"].value) if "optional" in by_name else None


def _sensitive(by_name: dict[str, Decorator], name: str, complain: Complain) -> Expression | None:
    given = by_name.get("sensitive")
    if given is not None and isinstance(given.value, Call) and given.value.name == "{":
        options = dict(given.value.options)
        for key in options:
            if key not in SENSITIVE_OPTIONS:
                known = ", ".join(SENSITIVE_OPTIONS)
                complain(given.line, given.column, name, f"@sensitive has no option {key}", f"known are {known}")
        return options.get("enabled", YES)
    for decorator in (given, by_name.get("public")):
        if decorator is not None and isinstance(decorator.value, Text) and decorator.value not in {YES, NO}:
            complain(
                decorator.line, decorator.column, name, f"@{decorator.name} takes true or false", "write one of them"
            )
    if given is not None:
        return given.value
    return negated(by_name["public"].value) if "public" in by_name else None


def _allows_short(decorator: Decorator | None) -> bool:
    if decorator is None or not isinstance(decorator.value, Call):
        return False
    return dict(decorator.value.options).get("allowShortValue") == YES


def _type(decorator: Decorator | None, name: str, complain: Complain) -> TypePlan | None:
    if decorator is None:
        return None
    try:
        return plan_type(decorator.value)
    except OptionError as error:
        complain(decorator.line, decorator.column, name, f"@type: {error}", "correct the type")
    return None


def _literal(decorator: Decorator | None) -> str | None:
    return written(decorator.value) if decorator is not None else None


def _deprecated(decorator: Decorator | None) -> str | None:
    if decorator is None or decorator.value == NO:
        return None
    return "" if decorator.value == YES else written(decorator.value)


def _docs(decorators: Sequence[Decorator]) -> tuple[str, ...]:
    texts = []
    for each in decorators:
        if each.name == "docs" and isinstance(each.value, Call):
            texts.append(": ".join(written(value) for value in each.value.arguments))
        elif each.name == "docsUrl":
            texts.append(written(each.value))
    return tuple(texts)


def written(value: Expression) -> str:
    """Return an expression as text again, as far as it is text; what would be evaluated stands as it is written."""
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Reference):
        return f"${{{value.name}}}"
    if value.name == "concat":
        return "".join(written(each) for each in value.arguments)
    return f"{value.name}({', '.join(written(each) for each in value.arguments)})"
