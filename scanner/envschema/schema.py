"""A schema as immutable values, whatever it was written in."""

from __future__ import annotations

from scanner.envschema.evaluation import EvaluationError
from scanner.envschema.expression import Call, Reference, Text
from scanner.envschema.functions import EVALUATED, SPECIAL, UnknownValueError, is_true
from scanner.envschema.types.interface import OptionError
from scanner.envschema.types.table import TYPE_KEY, WITHOUT_SECRET, make_type
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.evaluation import Evaluation
    from scanner.envschema.expression import Expression
    from scanner.envschema.types.interface import Raw, Type

YES, NO = Text("true"), Text("false")

DYNAMIC = (EVALUATED.keys() - {"regex"}) | SPECIAL | {"exec"}
"""Functions that say what a type's option is only when the values are there."""


class TypePlan(NamedTuple):
    """A type as the schema writes it; its options may depend on other items."""

    written: Expression
    made: Type | None
    """The type itself, where nothing in it depends on other items."""

    @property
    def name(self) -> str:
        """The name of the type; empty where it depends on other items."""
        if isinstance(self.written, Text):
            return self.written.text
        return self.written.name if isinstance(self.written, Call) and self.made is not None else ""

    def resolve(self, evaluation: Evaluation) -> Type:
        """Return the type for these values. Raises OptionError, EvaluationError and UnknownValueError."""
        return self.made if self.made is not None else make_written(self.written, evaluation)


class Item(NamedTuple):
    """What the schema says of one variable."""

    name: str
    path: str
    line: int
    column: int
    type: TypePlan | None
    """None: any text will do."""
    required: Expression
    sensitive: Expression
    sensitive_said: bool
    """Whether the item itself says that it is sensitive, or not."""
    sensitive_default_said: bool
    """Whether at least the schema's header does."""
    allow_short: bool
    default: Expression | None
    deprecated: str | None
    """None: it is not; empty: without a message."""
    docs: tuple[str, ...]
    example: str | None
    description: tuple[str, ...]
    """The comment lines above it that are no decorators, with their `#`."""

    def is_required(self, evaluation: Evaluation) -> bool:
        """Whether a value must be set. Raises EvaluationError."""
        return self._holds(self.required, evaluation, unknown=False)

    def is_sensitive(self, evaluation: Evaluation | None = None) -> bool:
        """Whether the value must not be shown; True where it cannot be told."""
        if evaluation is None:
            return self.sensitive != NO
        try:
            return self._holds(self.sensitive, evaluation, unknown=True)
        except EvaluationError:
            return True

    def is_declared_sensitive(self, evaluation: Evaluation) -> bool:
        """Whether the schema itself says that the value is a secret, and the type can hold one."""
        said = self.sensitive_said or self.sensitive_default_said
        return said and not self.holds_no_secret and self.is_sensitive(evaluation)

    def _holds(self, condition: Expression, evaluation: Evaluation, unknown: bool) -> bool:
        try:
            return is_true(evaluation.evaluate(condition))
        except UnknownValueError:
            return unknown

    @property
    def holds_no_secret(self) -> bool:
        """Whether the type's values are too few to be secret."""
        return self.type is not None and self.type.name in WITHOUT_SECRET


class Schema(NamedTuple):
    """A schema: items in their order, and what holds for all."""

    path: str
    items: dict[str, Item]
    current_env: str | None
    """The item that names the environment; None: the schema has none."""

    def environment(self, evaluation: Evaluation) -> str | None:
        """Return the environment that the values choose; None: none."""
        if self.current_env is None:
            return None
        try:
            value = evaluation.value(self.current_env)
        except (EvaluationError, UnknownValueError):
            return None
        return value if isinstance(value, str) and value else None


class Plans(dict["Expression", TypePlan]):
    """Types that were written before; without `functools`, which takes 2 ms to import."""

    def __missing__(self, written: Expression) -> TypePlan:
        """Make the plan, and keep it."""
        if len(self) >= MOST_PLANS:
            self.clear()
        plan = self[written] = TypePlan(written, None if _is_dynamic(written) else make_written(written, None))
        return plan


PLANS = Plans()
MOST_PLANS = 256


def plan_type(written: Expression) -> TypePlan:
    """Return the plan for a type. Raises OptionError if it is wrong whatever the values are."""
    return PLANS[written]


def _is_dynamic(written: Expression) -> bool:
    if isinstance(written, Reference):
        return True
    if isinstance(written, Text):
        return False
    if written.name in DYNAMIC:
        return True
    return any(_is_dynamic(each) for each in (*written.arguments, *(value for _, value in written.options)))


def make_written(written: Expression, evaluation: Evaluation | None) -> Type:
    """Return the type that is written there, with its options evaluated.

    Raises OptionError, EvaluationError and UnknownValueError.
    """
    if isinstance(written, Call) and written.name not in {"if", "ifs", "ref", "fallback", "remap", "concat"}:
        options = {key: _option(value, evaluation) for key, value in written.options}
        return make_type(written.name, [_option(value, evaluation) for value in written.arguments], options)
    given = _option(written, evaluation)
    if not isinstance(given, str):
        raise OptionError("a type must be a name")
    return make_type(given)


def _option(written: Expression, evaluation: Evaluation | None) -> Raw:
    """Return the value of a type's option; a type inside a type as a table."""
    if isinstance(written, Text):
        return written.text
    if isinstance(written, Call):
        if written.name == "[":
            return [_option(each, evaluation) for each in written.arguments]
        if written.name == "{":
            return {key: _option(value, evaluation) for key, value in written.options}
        if written.name == "regex":
            return [_option(each, evaluation) for each in written.arguments]
        if written.name not in EVALUATED and written.name not in SPECIAL:
            nested: dict[str, Raw] = {key: _option(value, evaluation) for key, value in written.options}
            nested[TYPE_KEY] = written.name
            nested["\0arguments"] = [_option(each, evaluation) for each in written.arguments]
            return nested
    if evaluation is None:
        raise OptionError(f"{written.name}() cannot stand there")
    value = evaluation.evaluate(written)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
