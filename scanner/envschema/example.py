"""`.env.example`: written from the schema, and held against it."""

from __future__ import annotations

import os

from scanner.envschema.complaint import Complaint
from scanner.envschema.contents import BOM, read_contents
from scanner.envschema.expression import Text
from scanner.envschema.item_decorators import written
from scanner.envschema.names import shown_name
from scanner.envschema.secrecy import guarded
from scanner.envschema.strength import Strength
from scanner.text.dotenv import Entry, EnvText
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.envschema.environment_file import EnvironmentFile
    from scanner.envschema.schema import Item, Schema

BARE = lazy(r"[A-Za-z0-9_./:@%+,=-]*")


def example_to_write(path: str, schema: Schema) -> str | None:
    """Return what the example `path` should hold; None: it does already. Raises EnvFileError if it cannot be read."""
    if not os.path.lexists(path):
        return example_text(schema)
    contents = read_contents(path)
    text = example_text(schema, contents.text)
    if text == contents.text:
        return None
    return BOM + text if contents.has_bom else text


def example_text(schema: Schema, present: str = "") -> str:
    """Return the contents of the example: what is `present` kept as it is, and what the schema has beyond it added.

    Values of sensitive items that stand there are taken out. What is not in the schema stays.
    """
    if not present:
        return "".join(f"{block}\n" for block in _blocks(schema))
    kept = _without_secrets(schema, present)
    names = {entry.key for entry in EnvText(kept).statements() if isinstance(entry, Entry)}
    lacking = [_block(item) for item in _current(schema) if item.name not in names]
    if not lacking:
        return kept
    if not kept.endswith("\n"):
        kept += "\n"
    added = "".join(f"\n{block}\n" for block in lacking)
    return kept + (added.replace("\n", "\r\n") if "\r\n" in kept else added)


def _current(schema: Schema) -> list[Item]:
    """Return the items that a new example has: all but the deprecated ones."""
    return [item for item in schema.items.values() if item.deprecated is None]


def _blocks(schema: Schema) -> list[str]:
    blocks = [_block(item) for item in _current(schema)]
    return [f"\n{block}" if number and "\n" in block else block for number, block in enumerate(blocks)]


def _block(item: Item) -> str:
    """Return the lines of one item: its comments, what it must be, and the line that sets it."""
    lines = list(item.description)
    facts = []
    if item.type is not None and item.type.name:
        facts.append(item.type.name)
    facts.append("required" if item.required == Text("true") else "optional" if item.required == Text("false") else "")
    facts.append("sensitive" if item.sensitive_said and item.is_sensitive() else "")
    told = ", ".join(fact for fact in facts if fact)
    if told:
        lines.append(f"# ({told})")
    lines += [f"# {text}" for text in item.docs]
    lines.append(f"{item.name}={quoted(shown_value(item))}")
    return "\n".join(lines)


def shown_value(item: Item) -> str:
    """Return what the example sets an item to: its own example, else its default if that may be shown, else nothing."""
    if item.example is not None:
        return item.example
    if item.default is None or (item.is_sensitive() and not item.holds_no_secret):
        return ""
    return written(item.default) if isinstance(item.default, Text) else ""


def quoted(value: str) -> str:
    """Return a value as it can stand in an environment file, for all loaders alike as far as that can be."""
    if BARE.fullmatch(value):
        return value
    if "'" not in value and "\n" not in value:
        return f"'{value}'"
    return '"' + value.replace('"', '\\"').replace("\n", "\\n") + '"'


def _without_secrets(schema: Schema, present: str) -> str:
    text = EnvText(present)
    pieces, at, strength = [], 0, Strength()
    for entry in text.statements():
        item = schema.items.get(entry.key) if isinstance(entry, Entry) else None
        if isinstance(entry, Entry) and item is not None and _holds_secret(item, entry.raw, strength):
            pieces.append(present[at : entry.value_begin])
            at = entry.value_end
    return "".join([*pieces, present[at:]])


def _holds_secret(item: Item, value: str, strength: Strength) -> bool:
    """Whether an example's value of this item is more than an example."""
    if not value or not item.is_sensitive() or item.holds_no_secret or value == item.example:
        return False
    if not (item.sensitive_said or item.sensitive_default_said):
        return False
    return not strength.is_placeholder(value)


def check_example(schema: Schema, file: EnvironmentFile) -> Iterator[Complaint]:
    """Yield how an example file and the schema differ, and the secrets in the example."""
    write = "run `keysieve env example --write`"
    for name, item in schema.items.items():
        if name not in file.places and item.deprecated is None:
            message = f"is in the schema ({item.path}:{item.line}) and not in the example"
            yield Complaint(file.path, 1, 1, name, "error", "example", message, write)
    for name, (line, column) in file.places.items():
        if name not in schema.items:
            mend = f"add it to {schema.path}, or take it out"
            place = file.path, line, column, shown_name(name)
            yield Complaint(*place, "warning", "unknown", "is not in the schema", mend)
    strength = Strength()
    for item, _ in guarded(schema):
        definition = file.definitions.get(item.name)
        if definition is None:
            continue
        expression = definition.expression
        value = expression.text if isinstance(expression, Text) else ""
        if _holds_secret(item, value, strength):
            message = "is sensitive, and the example has a value that is no placeholder"
            place = definition.path, definition.line, definition.column, item.name
            yield Complaint(*place, "error", "committed", message, f"empty it, and revoke it if it is real, or {write}")
