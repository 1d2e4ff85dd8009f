"""The functions that a value may call. None reads anything but values; none runs anything."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError
from scanner.envschema.types.pattern import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from scanner.envschema.types.interface import Raw

    Value: TypeAlias = Raw | bool | None


class UnknownValueError(Exception):
    """The value is known only to what would have to be executed, decrypted or asked for; here it never is."""


UNEVALUATED = frozenset(
    [
        "exec",
        "cache",
        "randomInt",
        "randomNum",
        "randomFloat",
        "randomUuid",
        "randomHex",
        "randomString",
        "generateOtp",
        "domainFromUrl",
    ]
)
"""Functions that are known and never called: their value counts as unknown, and no type is held against it."""

SPECIAL = frozenset(("ref", "forEnv", "undefined"))
"""Functions that `evaluation.py` itself answers."""


def is_empty(value: Value) -> bool:
    """Whether nothing is set, or an empty text."""
    return value is None or value == ""


def as_text(value: Value) -> str:
    """Return a value as it stands inside another text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return ",".join(as_text(each) for each in value)


def is_true(value: Value) -> bool:
    """Whether a value counts as a yes in a condition."""
    return value not in {None, "", "false", "0", False} if not isinstance(value, list | dict) else True


def _concat(values: Sequence[Value]) -> Value:
    return "".join(as_text(value) for value in values)


def _fallback(values: Sequence[Value]) -> Value:
    return next((value for value in values if not is_empty(value)), values[-1] if values else None)


def _eq(values: Sequence[Value]) -> Value:
    left, right = values
    return (left is None) == (right is None) and as_text(left) == as_text(right)


def _not(values: Sequence[Value]) -> Value:
    return not is_true(values[0])


def _is_empty(values: Sequence[Value]) -> Value:
    return is_empty(values[0])


def _if(values: Sequence[Value]) -> Value:
    if is_true(values[0]):
        return values[1] if len(values) > 1 else True
    if len(values) > 2:
        return values[2]
    return None if len(values) > 1 else False


def _ifs(values: Sequence[Value]) -> Value:
    for condition, value in zip(values[::2], values[1::2]):
        if is_true(condition):
            return value
    return values[-1] if len(values) % 2 else None


def _remap(values: Sequence[Value]) -> Value:
    given, rest = values[0], values[1:]
    for match, value in zip(rest[::2], rest[1::2]):
        if _matches(match, given):
            return value
    return rest[-1] if len(rest) % 2 else given


def _matches(match: Value, given: Value) -> bool:
    if isinstance(match, list):
        try:
            matching(match)(as_text(given))
        except MisfitError:
            return False
        return True
    return (match is None) == (given is None) and as_text(match) == as_text(given)


def _regex(values: Sequence[Value]) -> Value:
    return [as_text(value) for value in values[:2]]


EVALUATED: dict[str, tuple[Callable[[Sequence[Value]], Value], int, int]] = {
    "concat": (_concat, 2, 999),
    "fallback": (_fallback, 2, 999),
    "eq": (_eq, 2, 2),
    "not": (_not, 1, 1),
    "isEmpty": (_is_empty, 1, 1),
    "if": (_if, 1, 3),
    "ifs": (_ifs, 1, 999),
    "remap": (_remap, 3, 999),
    "regex": (_regex, 1, 2),
}
"""Function, and the least and the most values that it takes."""
