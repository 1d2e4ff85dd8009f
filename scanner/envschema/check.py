"""The check itself: files held against a schema, environment by environment."""

from __future__ import annotations

from scanner.envschema.complaint import Complaint
from scanner.envschema.environment_file import OF_ENCRYPTION
from scanner.envschema.evaluation import CircleError, Evaluation, EvaluationError, UnsetError, references
from scanner.envschema.expression import Text
from scanner.envschema.functions import UnknownValueError, is_empty
from scanner.envschema.names import shown_name
from scanner.envschema.types.interface import MisfitError, OptionError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scanner.envschema.environment_file import Definition, EnvironmentFile
    from scanner.envschema.expression import Expression
    from scanner.envschema.schema import Item, Schema, TypePlan
    from scanner.envschema.types.interface import Raw

NOTHING_TO_DO = "nothing is to be done"
BREAK_CIRCLE = "take one of the references out"
DEFINE = "define it, or put single quotes around the `$`"


class Environment(NamedTuple):
    """One environment: its files from the weakest to the strongest, and what they come to."""

    name: str | None
    files: tuple[EnvironmentFile, ...]
    named: str
    """The file that stands for it in messages about what is missing."""
    evaluation: Evaluation
    winners: dict[str, Definition]
    """What sets each name, where a file does."""
    process: frozenset[str]
    """Names that the process's own environment sets."""


def make_environment(
    schema: Schema,
    files: Sequence[EnvironmentFile],
    name: str | None,
    named: str,
    process: Mapping[str, str] | None = None,
) -> Environment:
    """Return the environment that these files make; `name` chooses it, else what the schema names as current does."""
    expressions: dict[str, Expression | None] = {key: item.default for key, item in schema.items.items()}
    winners: dict[str, Definition] = {}
    for file in files:
        winners.update(file.definitions)
        for key in file.places:
            expressions.setdefault(key, None)
    expressions.update({key: definition.expression for key, definition in winners.items()})
    outside = process or {}
    for key, text in outside.items():
        if key in schema.items:
            expressions[key] = Text(text, quoted=True)
            winners.pop(key, None)
    if name is not None and schema.current_env is not None and schema.current_env not in outside:
        expressions[schema.current_env] = Text(name, quoted=True)
    evaluation = Evaluation(expressions, name, lambda key, text: spelt(schema, key, text))
    if name is None:
        evaluation.environment = schema.environment(evaluation)
    return Environment(name, tuple(files), named, evaluation, winners, frozenset(set(outside) & set(schema.items)))


def spelt(schema: Schema, name: str, text: str) -> str:
    """Return a value as others refer to it: yes and no in one word each, numbers without needless zeros."""
    item = schema.items.get(name)
    if item is None or item.type is None or item.type.made is None or not item.holds_no_secret:
        return text
    try:
        value = item.type.made.read(text)
    except MisfitError:
        return text
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def check_environment(schema: Schema, environment: Environment, overridden: bool = True) -> Iterator[Complaint]:
    """Yield what is wrong with the values of an environment; `overridden`: also with those that others override."""
    overridden = overridden and len(environment.files) > 1
    for item in schema.items.values():
        yield from _check_item(item, environment)
        if overridden:
            yield from _overridden(item, environment)
    for file in environment.files:
        yield from _unknown_names(schema, environment, file)


def _place(item: Item, environment: Environment) -> tuple[str, int, int, str]:
    """Return where the value of an item comes from."""
    winner = environment.winners.get(item.name)
    if winner is not None:
        return winner.path, winner.line, winner.column, item.name
    if item.name in environment.process:
        return "environment", 1, 1, item.name
    return item.path, item.line, item.column, item.name


def _check_item(item: Item, environment: Environment) -> Iterator[Complaint]:
    if item.deprecated is not None and (item.name in environment.winners or item.name in environment.process):
        mend = item.deprecated or "take it out"
        yield Complaint(*_place(item, environment), "warning", "deprecated", "is deprecated", mend)
    try:
        value = environment.evaluation.value(item.name)
    except UnknownValueError:
        message = "the value is known only to a command or a key; nothing is executed, and it is not checked"
        yield Complaint(*_place(item, environment), "note", "unevaluated", message, NOTHING_TO_DO)
        return
    except CircleError as error:
        yield Complaint(*_place(item, environment), "error", "circle", str(error), BREAK_CIRCLE)
        return
    except EvaluationError as error:
        yield Complaint(*_place(item, environment), "error", "reference", _told(error, item, environment), DEFINE)
        return
    try:
        required = item.is_required(environment.evaluation)
    except EvaluationError as error:
        where = item.path, item.line, item.column, item.name
        yield Complaint(*where, "error", "reference", f"@required {error}", "correct the condition")
        required = False
    if is_empty(value):
        if required:
            yield _missing(item, environment)
    elif item.type is not None and value is not None and not isinstance(value, bool):
        complaint = _misfit(item, item.type, environment, value)
        if complaint is not None:
            yield complaint


def _missing(item: Item, environment: Environment) -> Complaint:
    where = f"(see {item.path}:{item.line})"
    set_empty = next((file for file in reversed(environment.files) if item.name in file.places), None)
    if set_empty is not None:
        line, column = set_empty.places[item.name]
        message = f"is required {where} and empty"
        return Complaint(set_empty.path, line, column, item.name, "error", "missing", message, "give it a value")
    mend = f"add a line {item.name}=…"
    return Complaint(environment.named, 1, 1, item.name, "error", "missing", f"is required {where} and not set", mend)


def _misfit(item: Item, plan: TypePlan, environment: Environment, value: Raw) -> Complaint | None:
    try:
        plan.resolve(environment.evaluation).read(value)
    except MisfitError as error:
        mend = f"see {item.path}:{item.line}"
        return Complaint(*_place(item, environment), "error", "type", f"the value {error}", mend)
    except UnknownValueError:
        message = "its type depends on what is never executed"
        return Complaint(*_place(item, environment), "note", "unevaluated", message, NOTHING_TO_DO)
    except (OptionError, EvaluationError) as error:
        place = item.path, item.line, item.column, item.name
        return Complaint(*place, "error", "schema", f"@type: {error}", "correct it")
    return None


def _overridden(item: Item, environment: Environment) -> Iterator[Complaint]:
    """Yield what is wrong with values that another file's take the place of."""
    winner = environment.winners.get(item.name)
    if item.type is None or item.type.made is None:
        return
    for file in environment.files:
        definition = file.definitions.get(item.name)
        if definition is None or definition is winner or not isinstance(definition.expression, Text):
            continue
        if not definition.expression.text:
            continue
        try:
            item.type.made.read(definition.expression.text)
        except MisfitError as error:
            place = definition.path, definition.line, definition.column, item.name
            yield Complaint(*place, "error", "type", f"the value {error}", f"see {item.path}:{item.line}")


def _told(error: EvaluationError, item: Item | None, environment: Environment) -> str:
    """Return what is wrong with a reference; what stands behind the `$` of a value that may be secret is not shown."""
    if not isinstance(error, UnsetError):
        return str(error)
    winner = environment.winners.get(item.name) if item is not None else None
    own = winner is None or error.name in references(winner.expression)
    if item is not None and own and (winner is None or not item.is_sensitive(environment.evaluation)):
        return str(error)
    return "refers by its `$` to a name that neither the schema nor a file defines"


def _unknown_names(schema: Schema, environment: Environment, file: EnvironmentFile) -> Iterator[Complaint]:
    strange = [name for name in file.places if name not in schema.items and not name.startswith(OF_ENCRYPTION)]
    for name in strange:
        place = file.path, *file.places[name], shown_name(name)
        mend = f"add it to {schema.path}, or take it out"
        if len(strange) <= 100:
            from difflib import get_close_matches  # 5 ms, and only for what is wrong

            nearest = get_close_matches(name, schema.items, 1, 0.7)
            mend = f"did you mean {nearest[0]}? else {mend}" if nearest else mend
        yield Complaint(*place, "warning", "unknown", "is not in the schema", mend)
        try:
            environment.evaluation.value(name)
        except CircleError as error:
            yield Complaint(*place, "error", "circle", str(error), BREAK_CIRCLE)
        except EvaluationError as error:
            yield Complaint(*place, "error", "reference", _told(error, None, environment), DEFINE)
        except UnknownValueError:
            continue
