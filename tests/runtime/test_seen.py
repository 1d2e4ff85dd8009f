"""What is seen of secrets is masked, however many there are, and whatever they and the records look like."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.runtime import MaskingFilter
from scanner.runtime.finder import Finder, Finders
from scanner.runtime.seen import SeenSecrets
from scanner.runtime.spellings import all_spellings

VALUE = "value-of-the-secret"


def nested(depth: int, text: str) -> Secret:
    return Secret(b'{"a":' * depth + json.dumps(text).encode() + b"}" * depth)


def logged(seen: SeenSecrets, *arguments: Any, **extra: Any) -> tuple[str, logging.LogRecord]:
    """Return what a handler writes of a record, and the record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskingFilter(seen))
    logger = logging.Logger("app", logging.DEBUG)  # noqa: LOG001 - of this test alone
    record = logger.makeRecord("app", 20, "f", 1, "%s" * len(arguments), arguments, None, extra=extra)
    handler.handle(record)
    return stream.getvalue(), record


@pytest.mark.parametrize("depth", [1, 300, 900, 5000])
def test_secret_that_is_nested_deeply_stops_no_log(depth: int) -> None:
    seen = SeenSecrets()
    seen.add(Secret(VALUE.encode()))
    seen.add(nested(depth, "deep-" + VALUE[::-1]))
    text, _ = logged(seen, VALUE, " and ", "deep-" + VALUE[::-1] if depth < 1000 else "")
    assert text.rstrip("\n") in {"**** and ****", "**** and "}
    assert text.count("****") == (2 if depth < 1000 else 1)


def test_record_that_cannot_be_masked_is_not_shown_and_stops_no_log() -> None:
    class Odd(dict[str, str]):
        """Cannot be looked into."""

        def items(self) -> Any:
            raise LookupError(VALUE)

    seen = SeenSecrets()
    seen.add(Secret(VALUE.encode()))
    text, record = logged(seen, "harmless", odd=Odd(a=VALUE), plain=VALUE)
    assert text == "(a record that could not be masked)\n"
    assert VALUE not in repr(record.__dict__)


def test_secret_that_a_full_stack_keeps_from_being_spelt_is_masked_later() -> None:
    seen = SeenSecrets()
    seen.add(Secret(VALUE.encode()))
    masking = MaskingFilter(seen)
    shown: set[str] = set()

    def deeper() -> None:
        """Log at every depth, until the stack is full."""
        record = logging.makeLogRecord({"msg": VALUE})
        with contextlib.suppress(RecursionError):
            deeper()
        try:
            masking.filter(record)
        except RecursionError:  # not even the call of the filter
            return
        shown.add(str(record.msg))

    limit = sys.getrecursionlimit()
    deeper()
    assert sys.getrecursionlimit() == limit
    assert shown == {"(a record that could not be masked)", "****"}


class Text(str):
    """A text of a class of its own, as template engines have it."""

    __slots__ = ()


def test_texts_of_classes_of_their_own_and_sets_are_masked() -> None:
    seen = SeenSecrets()
    seen.add(Secret(VALUE.encode()))
    value = Text(f"is {VALUE}")
    _, record = logged(seen, [value], {value: value}, alone=value, many={value}, frozen=frozenset({(value,)}))
    assert VALUE not in repr(record.__dict__)
    record = logging.makeLogRecord({"msg": "%.3s", "args": (value,)})
    MaskingFilter(seen).filter(record)
    assert record.args == ("is ****",)
    plain = {"many": {Text("a"), 1}}
    _, record = logged(seen, **plain)
    assert record.__dict__["many"] is plain["many"]


def test_new_secret_does_not_make_the_whole_automaton_anew() -> None:
    seen = SeenSecrets()
    built: dict[int, Finder] = {}
    for number in range(300):
        seen.add(Secret(f"value-number-{number}".encode()))
        found = seen.finder()
        assert found is not None
        for one in (found.large, found.small) if isinstance(found, Finders) else (found,):
            built[id(one)] = one
        assert found.masked(f"value-number-0 value-number-{number}") == "**** ****"
    one_size = len(all_spellings(Secret(b"value-number-100")))
    assert sum(one.size for one in built.values()) < 60 * 300 * one_size, "each anew would be 150 times all"


VALUES = [f"value-{number}-{'ab'[number % 2]}" for number in range(12)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["add", "forget", "look"]), st.sampled_from(VALUES)), max_size=40))
def test_list_that_grows_and_shrinks_finds_what_a_new_one_finds(steps: list[tuple[str, str]]) -> None:
    seen, known = SeenSecrets(), set[str]()
    for step, value in steps:
        if step == "add":
            seen.add(Secret(value.encode()))
            known.add(value)
        elif step == "forget":
            seen.forget(Secret(value.encode()))
            known.discard(value)
        else:
            seen.finder()
    text = " ".join(VALUES)
    expected = " ".join("****" if value in known else value for value in VALUES)
    found = seen.finder()
    assert (text if found is None else found.masked(text)) == expected


def test_spellings_that_overlap_in_two_automata_are_masked_whole() -> None:
    seen = SeenSecrets()
    for value in ("abcdef-first", "some-other-one", "one-more-value"):
        seen.add(Secret(value.encode()))
    seen.finder()
    seen.add(Secret(b"first-and-more"))
    found = seen.finder()
    assert isinstance(found, Finders)
    assert found.masked("is abcdef-first-and-more.") == "is ****."
