"""`record.NamedTuple` behaves as `typing.NamedTuple`, which type checkers are shown in its place."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import model, record


class Ours(record.NamedTuple):
    """A record."""

    a: int
    """The first."""
    b: str
    c: object = None
    d: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.a * 2

    def plus(self, more: int) -> int:
        return self.a + more


class Theirs(typing.NamedTuple):
    """A record."""

    a: int
    """The first."""
    b: str
    c: object = None
    d: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.a * 2

    def plus(self, more: int) -> int:
        return self.a + more


VALUES = st.one_of(st.integers(), st.text(max_size=3), st.none(), st.tuples(st.integers()))
POSITIONAL = st.lists(VALUES, max_size=5)
NAMED = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), VALUES, max_size=4)
FULL = st.tuples(VALUES, VALUES, VALUES, VALUES)


def outcome(make: typing.Callable[[], object]) -> object:
    """Return what a call gives as a plain tuple, or the type of what it raises."""
    try:
        return tuple(make())  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        return type(error)


@given(POSITIONAL, NAMED)
def test_any_arguments_give_the_same_values_or_the_same_error(
    positional: list[object], named: dict[str, object]
) -> None:
    assert outcome(lambda: Ours(*positional, **named)) == outcome(lambda: Theirs(*positional, **named))


@given(POSITIONAL)
def test_making_from_values_gives_the_same(values: list[object]) -> None:
    assert outcome(lambda: Ours._make(values)) == outcome(lambda: Theirs._make(values))


@given(FULL, NAMED)
def test_replacing_gives_the_same(values: tuple[object, ...], changes: dict[str, object]) -> None:
    assert outcome(lambda: Ours(*values)._replace(**changes)) == outcome(lambda: Theirs(*values)._replace(**changes))


@given(FULL, FULL)
def test_values_compare_alike(first: tuple[object, ...], second: tuple[object, ...]) -> None:
    ours, theirs = Ours(*first), Theirs(*first)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert hash(ours) == hash(theirs)
    assert (ours == Ours(*second)) == (theirs == Theirs(*second))
    assert ours == first == tuple(ours)
    assert [*ours] == [*theirs]
    assert ours[1:3] == theirs[1:3]
    assert ours._asdict() == theirs._asdict()
    assert (ours.a, ours.b, ours.c, ours.d) == first


@given(FULL)
def test_value_survives_copies_and_pickles(values: tuple[object, ...]) -> None:
    value = Ours(*values)
    for same in (copy.copy(value), copy.deepcopy(value), Ours._make(values), eval(repr(value))):
        assert (type(same), same) == (Ours, value)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        same = pickle.loads(pickle.dumps(model.Location(1, 2, 3, 4), protocol))
        assert (type(same), same) == (model.Location, model.Location(1, 2, 3, 4))


def test_fields_are_the_same() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__slots__"):
        assert getattr(Ours, name) == getattr(Theirs, name), name
    assert Ours.__mro__[-2:] == Theirs.__mro__[-2:] == (tuple, object)


def test_methods_and_properties_work() -> None:
    value = Ours(2, "b")
    assert (value.double, value.plus(3)) == (4, 5)


def test_value_can_be_matched() -> None:
    match Ours(1, "b", 3):
        case Ours(a, "b", c=3):
            assert a == 1
        case _:
            raise AssertionError("not matched")


@pytest.mark.parametrize("name", ["a", "e", "double", "_fields"])
def test_value_cannot_be_changed(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Ours(1, "b"), name, 5)


def test_value_has_no_dictionary() -> None:
    assert not hasattr(Ours(1, "b"), "__dict__")


def test_record_imports_nothing_dear() -> None:
    source = f"""
import sys
sys.path.insert(0, {os.path.dirname(os.path.dirname(record.__file__))!r})
import scanner.model
print(sorted({{"typing", "collections", "dataclasses", "re", "enum"}}.intersection(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-I", "-S", "-c", source], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
