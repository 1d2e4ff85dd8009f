"""What sensitive items must not be: weak, public by their name, in the schema or the example, the same twice."""

from __future__ import annotations

from scanner.envschema.complaint import Complaint
from scanner.envschema.evaluation import EvaluationError
from scanner.envschema.expression import Text
from scanner.envschema.functions import UnknownValueError
from scanner.envschema.layers import label
from scanner.envschema.strength import TOO_SHORT, Strength

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.envschema.check import Environment
    from scanner.envschema.complaint import Level
    from scanner.envschema.environment_file import EnvironmentFile
    from scanner.envschema.schema import Item, Schema

PUBLIC_PREFIXES = ("NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_")
LEAST_COMPARED = 8
"""Characters; shorter values may be equal by chance."""


def guarded(schema: Schema, environment: Environment | None = None) -> Iterator[tuple[Item, Level]]:
    """Yield the items that the schema itself calls sensitive, and how grave a fault in them is.

    It is an error where the item says so, and a warning where only the header does. Where nobody does, items count as
    sensitive in what is shown, but nothing is asked of their values.
    """
    for item in schema.items.values():
        if not (item.sensitive_said or item.sensitive_default_said):
            continue
        if item.is_sensitive(environment.evaluation if environment else None):
            yield item, "error" if item.sensitive_said else "warning"


def check_declarations(schema: Schema) -> Iterator[Complaint]:
    """Yield what is wrong with sensitive items whatever their values are."""
    strength = Strength()
    for item, level in guarded(schema):
        place = item.path, item.line, item.column, item.name
        if item.holds_no_secret:
            message = "is sensitive, and its type has too few values to hide one"
            yield Complaint(*place, level, "sensitive", message, "mark it @sensitive=false, or make it a string")
        if item.name == schema.current_env:
            message = "is sensitive, and names the environment, which everybody sees"
            yield Complaint(*place, level, "sensitive", message, "mark it @sensitive=false")
        if item.name.startswith(PUBLIC_PREFIXES):
            prefix = next(prefix for prefix in PUBLIC_PREFIXES if item.name.startswith(prefix))
            message = f"is sensitive, and {prefix} puts it into what browsers get"
            yield Complaint(*place, level, "public", message, "rename it, or mark it @sensitive=false")
        written = item.default.text if isinstance(item.default, Text) and item.sensitive_said else ""
        if written and not strength.is_placeholder(written):
            message = "is sensitive, and its value stands in the schema, which everybody can read"
            mend = "leave the value empty, and give an @example"
            grave: Level = "error" if len(written) < TOO_SHORT and not item.holds_no_secret else "warning"
            yield Complaint(*place, grave, "committed", message, mend)


def check_strength(schema: Schema, environment: Environment) -> Iterator[Complaint]:
    """Yield the sensitive values of an environment that are weak, and those that non-sensitive values hold."""
    strength = Strength()
    for item, level in guarded(schema, environment):
        definition = environment.winners.get(item.name)
        value = plain_value(environment, item.name)
        if definition is None or not value or item.holds_no_secret:
            continue
        weakness = strength.judge(value, item.allow_short)
        if weakness is not None:
            place = definition.path, definition.line, definition.column, item.name
            grave: Level = level if weakness.grave else "warning"
            yield Complaint(*place, grave, weakness.kind, weakness.message, weakness.mend)


def plain_value(environment: Environment, name: str) -> str | None:
    """Return the text that a name has; None: none, or not a text."""
    try:
        value = environment.evaluation.value(name)
    except (EvaluationError, UnknownValueError):
        return None
    return value if isinstance(value, str) else None


def check_reuse(schema: Schema, files: Iterable[EnvironmentFile]) -> Iterator[Complaint]:
    """Yield sensitive values that stand in two environments, or in one file under two names."""
    levels = {item.name: level for item, level in guarded(schema) if not item.holds_no_secret}
    strength = Strength()
    seen: dict[str, list[tuple[EnvironmentFile, str]]] = {}
    for file in files:
        for name, definition in file.definitions.items():
            expression = definition.expression
            if name not in levels or not isinstance(expression, Text) or len(expression.text) < LEAST_COMPARED:
                continue
            place = definition.path, definition.line, definition.column, name
            earlier = seen.setdefault(expression.text, [])
            if earlier and not strength.is_placeholder(expression.text):
                yield from _same(levels[name], place, file, earlier)
            earlier.append((file, name))


def _same(
    level: Level,
    place: tuple[str, int, int, str],
    file: EnvironmentFile,
    earlier: Sequence[tuple[EnvironmentFile, str]],
) -> Iterator[Complaint]:
    for other, name in earlier:
        here, there = label(file.path), label(other.path)
        if other is file and name != place[3]:
            message = f"has the same secret as {name}"
            yield Complaint(*place, "warning", "reused", message, "give each its own")
            return
        if other is not file and here and there and here.environment != there.environment:
            message = f"has the same secret as {name} in {other.path}, another environment"
            yield Complaint(*place, level, "reused", message, "give each environment its own")
            return
