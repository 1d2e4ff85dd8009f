"""`MaskingFilter`, through the logging that applications have."""

from __future__ import annotations

import base64
import html
import io
import json
import logging
import logging.handlers
import queue
import re
import threading
import urllib.parse
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.runtime import MaskingFilter, ShortSecretWarning, install_masking, load_env
from scanner.runtime.finder import MASK, SHORTEST, Finder
from scanner.runtime.seen import SeenSecrets
from scanner.runtime.spellings import all_spellings, spellings_in_logs
from tests.runtime.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ODD = "aB3$x/Y+z?'q\"\\w é<&>%~"
"""All that some encoding writes in a way of its own; not like any secret."""


@pytest.fixture
def shield() -> Iterator[None]:
    """Leave the process's loggers as they were."""
    root = logging.getLogger()
    before, filters = list(root.handlers), {handler: list(handler.filters) for handler in root.handlers}
    last = list(logging.lastResort.filters) if logging.lastResort else []
    yield
    root.handlers[:] = before
    for handler, kept in filters.items():
        handler.filters[:] = kept
    if logging.lastResort:
        logging.lastResort.filters[:] = last


ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one before": lambda text: base64.b64encode(b"u" + text.encode()).decode(),
    "base64, two before": lambda text: base64.b64encode(b"u:" + text.encode() + b"!").decode(),
    "base64, more behind": lambda text: base64.b64encode(b"use" + text.encode() + b" and more").decode(),
    "urlsafe base64": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "urlsafe base64, one before": lambda text: base64.urlsafe_b64encode(b"u" + text.encode()).decode(),
    "urlsafe base64 without padding": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "capital hex": lambda text: text.encode().hex().upper(),
    "percent": urllib.parse.quote,
    "percent, all": lambda text: urllib.parse.quote(text, safe=""),
    "percent, small digits": lambda text: re.sub(
        "%..", lambda match: match[0].lower(), urllib.parse.quote(text, safe="")
    ),
    "form": urllib.parse.quote_plus,
    "encodeURIComponent": lambda text: urllib.parse.quote(text, safe="!'()*"),
    "encodeURI": lambda text: urllib.parse.quote(text, safe="!'()*;,/?:@&=+$#"),
    "JSON": json.dumps,
    "JSON, not only ASCII": lambda text: json.dumps({"key": text}, ensure_ascii=False),
    "JSON in JSON": lambda text: json.dumps(json.dumps([text])),
    "JSON in JSON, not only ASCII": lambda text: json.dumps(json.dumps([text], ensure_ascii=False), ensure_ascii=False),
    "JSON, slashes escaped": lambda text: json.dumps(text).replace("/", "\\/"),
    "JSON, capital digits": lambda text: "".join(
        re.sub(r"^\\u.*", lambda match: match[0].upper().replace("\\U", "\\u"), json.dumps(one)[1:-1]) for one in text
    ),
    "JSON of Go": lambda text: (
        json.dumps(text, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    ),
    "JSON of PHP": lambda text: (
        json.dumps(text)
        .replace("/", "\\/")
        .replace("&", "\\u0026")
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
        .replace("'", "\\u0027")
    ),
    "HTML": html.escape,
    "repr": repr,
    "repr of a list": lambda text: repr([text]),
    "repr of more": lambda text: repr(f'it\'s "{text}"'),
    "repr of bytes": lambda text: repr(text.encode()),
    "repr of more bytes": lambda text: repr(f'it\'s "{text}"'.encode()),
    "ascii": ascii,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("value", [ODD, "plain-Words_and.0123456789", "it's", "in\nlines of\ttext", "żółć gęślą jaźń"])
def test_secret_is_masked_in_any_encoding(encoding: str, value: str) -> None:
    value = value * 2
    log = Log(value)
    spelt = ENCODINGS[encoding](value)
    log.logger.info("before %s behind", spelt)
    assert MASK in log.text
    assert len(log.text) <= len("before **** behind\n") + 24, log.text  # quotes, and base64 of what stands beside it
    log.logger.info("nothing here")
    assert log.text.endswith("\nnothing here\n")


MORE = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=6), MORE, MORE, st.sampled_from(sorted(ENCODINGS)))
def test_no_encoding_of_a_text_with_the_secret_leaves_it_readable(
    value: str, before: str, behind: str, encoding: str
) -> None:
    spelt = ENCODINGS[encoding](before + value + behind)
    finder = Finder(all_spellings(Secret(value.encode())))
    assert finder.masked(spelt) != spelt


@settings(deadline=None)
@given(st.binary(min_size=6), st.binary(max_size=4))
def test_bytes_that_are_no_text_are_masked(value: bytes, before: bytes) -> None:
    finder = Finder(all_spellings(Secret(value)))
    raw = before + value
    for spelt in (raw.hex(), base64.b64encode(raw).decode(), repr(raw), urllib.parse.quote(raw, safe="")):
        assert finder.masked(spelt) != spelt


@settings(deadline=None)
@given(st.lists(st.text("ab-", min_size=6, max_size=9), min_size=1, max_size=6), st.text("ab-", max_size=60))
def test_finder_masks_what_a_plain_search_finds(needles: list[str], text: str) -> None:
    covered = set()
    for needle in needles:
        for begin in range(len(text)):
            if text.startswith(needle, begin):
                covered |= set(range(begin, begin + len(needle)))
    kept = "".join(one for place, one in enumerate(text) if place not in covered)
    masked = Finder(frozenset(needles)).masked(text)
    assert masked.replace("*", "") == kept
    assert (masked is text) == (not covered)


def fail(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def test_traceback_is_masked_with_its_causes_and_notes() -> None:
    log = Log(ODD)
    cause = ValueError(ODD)
    cause.add_note(f"it was {ODD}")
    try:
        fail(RuntimeError(f"while {ODD}"), cause)
    except RuntimeError:
        log.logger.exception("failed")
        log.logger.info("also", stack_info=True)
    assert ODD not in log.text
    assert log.text.count(MASK) == 3
    assert "RuntimeError: while ****" in log.text
    assert "Traceback" in log.text


def test_traceback_without_a_secret_is_left_to_the_formatter() -> None:
    log = Log(ODD)
    try:
        fail(ValueError("harmless"))
    except ValueError as error:
        record = log.logger.makeRecord("app", 40, "f", 1, "m", (), (ValueError, error, error.__traceback__))
    log.masking.filter(record)
    assert record.exc_info is not None
    assert record.exc_text is None
    record.exc_text = f"made before: {ODD}"
    log.masking.filter(record)
    assert (record.exc_text, record.exc_info) == ("made before: ****", None)


def test_stack_is_masked() -> None:
    log = Log("stack_of_the_secret")
    record = log.logger.makeRecord("app", 40, "f", 1, "m", (), None, sinfo="at stack_of_the_secret")
    log.masking.filter(record)
    assert record.stack_info == "at ****"


def test_extra_and_arguments_are_masked_for_formatters_that_show_them() -> None:
    log = Log(ODD)
    extra = {"url": f"/x?{ODD}", "deep": {"a": [1, ("b", ODD)], ODD: None}, "raw": ODD.encode(), "count": 3}
    log.handler.setFormatter(logging.Formatter("%(message)s %(url)s %(deep)s %(raw)s %(count)s"))
    log.logger.info("m", extra=extra)
    assert log.text == "m /x?**** {'a': [1, ('b', '****')], '****': None} **** 3\n"
    assert extra["deep"] == {"a": [1, ("b", ODD)], ODD: None}, "what the caller holds is not changed"
    record = log.logger.makeRecord("app", 20, "f", 1, "%.2s %s", (ODD, [ODD]), None)
    log.masking.filter(record)
    assert ODD not in repr(record.__dict__)
    record = log.logger.makeRecord("app", 20, "f", 1, "%.2s", (ODD,), None)
    log.masking.filter(record)
    assert record.args == (MASK,)
    record = log.logger.makeRecord("app", 20, "f", 1, "%(key).2s", ({"key": ODD},), None)
    log.masking.filter(record)
    assert record.args == {"key": MASK}


def test_record_without_a_secret_is_left_as_it_is() -> None:
    log = Log(ODD)
    arguments = ("a", 1, [2], {"b": (3,)}, b"c", None)
    record = log.logger.makeRecord("app", 20, "f", 1, "%s %d %s %s %s %s", arguments, None, extra={"list": [1, {}]})
    before = dict(record.__dict__)
    assert log.masking.filter(record) is True
    assert record.__dict__ == before
    assert record.args is arguments


def test_message_that_cannot_be_made_shows_no_argument() -> None:
    class Rude:
        def __str__(self) -> str:
            raise LookupError(ODD)

    log = Log(ODD)
    log.logger.info("%d", ODD)
    log.logger.info("%s", Rude())
    log.logger.info(Rude())
    assert log.text.splitlines() == [
        "'%d' (cannot be shown with its arguments)",
        "'%s' (cannot be shown with its arguments)",
        "a Rude (cannot be shown with its arguments)",
    ]


def test_message_that_is_no_text_is_masked() -> None:
    log = Log(ODD)
    log.logger.error(ValueError(ODD))
    log.logger.error({"key": ODD})
    assert log.text == "****\n{'key': '****'}\n"


def test_secret_that_was_forgotten_is_shown_again() -> None:
    log = Log(ODD)
    log.masking.forget(Secret(ODD.encode()))
    log.masking.forget(Secret(b"never seen"))
    log.masking.add(Secret(b"another-one"))
    log.logger.info("%s another-one", ODD)
    assert log.text == f"{ODD} ****\n"
    log.masking.forget(Secret(b"another-one"))
    log.logger.info("another-one")
    assert log.text.endswith("\nanother-one\n")


def test_short_secret_is_not_masked_and_a_warning_says_so() -> None:
    seen = SeenSecrets()
    seen.add(Secret(b"1234"), "app/pin")
    with pytest.warns(ShortSecretWarning, match=f"app/pin: shorter than {SHORTEST} bytes") as warned:
        masking = MaskingFilter(seen)
    assert "1234" not in str(warned[0].message)
    with pytest.warns(ShortSecretWarning, match="a secret: shorter"):
        masking.add(Secret(b"abc"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MaskingFilter(seen).add(Secret(b"abcdef"))
    assert spellings_in_logs(b"abcde") == frozenset()


def test_parts_of_a_structured_value_are_masked_but_not_those_that_are_open() -> None:
    fields = {"username": "service", "host": "db.example.com", "password": ODD, "more": {"keys": ["key-in-a-list"]}}
    log = Log(json.dumps(fields), f"amqp://guest:{urllib.parse.quote(ODD, safe='')}@mq/x")
    log.logger.info("%s key-in-a-list to service at db.example.com", ODD)
    assert log.text == "**** **** to service at db.example.com\n"
    log.logger.info("amqp://guest:%s@mq/y", urllib.parse.quote(ODD, safe=""))
    assert log.text.endswith("amqp://guest:****@mq/y\n")
    broken = Log("{no json at all")
    broken.logger.info("{no json at all")
    assert broken.text == "****\n"


def test_secret_is_masked_wherever_it_is_in_a_structured_value() -> None:
    fields = {
        "db": {"password": "key-of-the-db", "host": "db.example.com"},
        "pin": 1234567890,
        "rate": 12345.678,
        "port": 12345678,
        "hosts": [{"host": ["one.example.com"], "urls": ["amqp://guest:pass/word@mq/x"]}],
        "on": True,
    }
    log = Log(json.dumps(fields))
    log.logger.info("key-of-the-db 1234567890 12345.678 pass/word, db.example.com one.example.com 12345678 True")
    assert log.text == "**** **** **** ****, db.example.com one.example.com 12345678 True\n"


def test_value_of_many_levels_is_masked() -> None:
    log = Log('{"a":' * 300 + '"key-deep-inside"' + "}" * 300)
    log.logger.info("key-deep-inside")
    assert log.text == "****\n"


def test_lines_of_a_value_are_masked_one_by_one() -> None:
    body = ["".join("abcdefghij"[(row * 7 + place) % 10] for place in range(40)) for row in range(3)]
    log = Log("\n".join(["-----BEGIN THING-----", *body, "-----END THING-----"]))
    log.logger.info("line two is %s, not -----BEGIN THING-----", body[1])
    assert log.text == "line two is ****, not -----BEGIN THING-----\n"


def test_installed_filter_sees_the_records_of_child_loggers(shield: None, password: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    masking = install_masking(secrets=(Secret(password.encode()),))
    assert install_masking() is not masking
    assert handler.filters == [masking], "one filter is enough"
    logging.getLogger("some.library.deep").error("the password is %s", password)
    assert stream.getvalue() == "the password is ****\n"
    alone = logging.StreamHandler(io.StringIO())
    install_masking(alone)
    assert len(alone.filters) == 1
    masking.forget(Secret(password.encode()))


def test_queue_hands_on_what_is_masked(shield: None) -> None:
    log, records = Log(ODD), queue.SimpleQueue[Any]()
    handler = logging.handlers.QueueHandler(records)
    handler.addFilter(log.masking)
    logger = logging.Logger("q")  # noqa: LOG001 - of this test alone
    logger.addHandler(handler)
    logger.warning("%s", ODD)
    assert ODD not in repr(records.get().__dict__)


def test_what_load_env_reads_is_masked(tmp_path: Path, password: str, shield: None) -> None:
    schema = tmp_path / ".env.schema"
    schema.write_text("# @defaultSensitive=false\n# ---\n# @sensitive\nKEY=\nPLAIN=\n")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    masking = install_masking(handler)
    load_env(schema, process={"KEY": password, "PLAIN": "harmless-value"})
    logger = logging.Logger("x")  # noqa: LOG001 - of this test alone
    logger.addHandler(handler)
    logger.info("%s harmless-value", password)
    assert stream.getvalue() == "**** harmless-value\n"
    masking.forget(Secret(password.encode()))


def test_threads_may_add_and_log_at_once() -> None:
    log = Log()
    failed: list[str] = []

    def work(number: int) -> None:
        for step in range(50):
            value = f"value-{number}-{step}-end"
            log.seen.add(Secret(value.encode()))
            record = log.logger.makeRecord("t", 20, "f", 1, "it is %s.", (value,), None)
            log.masking.filter(record)
            if record.getMessage() != f"it is {MASK}.":
                failed.append(record.getMessage())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.mark.parametrize(
    ("form", "arguments"),
    [
        ("%.9s", (ODD,)),
        ("%.9s %s", (ODD, ODD)),
        ("%-12.*s %s", (9, ODD, ODD)),
        ("%(a).9s %(a)s", ({"a": ODD},)),
        ("%.20r %s", ([ODD], ODD)),
        ("%.9s %s", (ODD.encode(), ODD)),
        ("%.9s", (ValueError(ODD),)),
        ("%.9s %s", (ValueError(ODD), ODD)),
    ],
)
def test_beginning_of_a_secret_is_not_left_where_a_format_cuts_it(form: str, arguments: tuple[object, ...]) -> None:
    log = Log(ODD)
    log.logger.info(form, *arguments)
    assert MASK in log.text
    assert ODD[:4] not in log.text
