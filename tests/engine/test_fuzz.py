"""Whatever the bytes: no crash, findings that stand where their secrets do, work that grows as the text does."""

from __future__ import annotations

import gzip
import sys
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.api import load_rules
from scanner.engine import judge, matcher
from scanner.engine.decode.layers import DEEPEST
from scanner.engine.decode.table import decoders
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Fragment, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Finding

NAMES = (
    *("password", "PASSWD", "db_pass", "Pwd", "secret", "clientSecret", "token", "apiKey", "access-key", "auth"),
    *("PGPASSWORD", "--password", "curl -u", "mysql -p", "Authorization: Basic ", "machine a login b password"),
    *("IDENTIFIED BY", "://u:", "_authToken", "kind: Secret", "-----BEGIN RSA PRIVATE KEY-----", "eyJ", "ghp_", "AKIA"),
)
JOINTS = (
    "=",
    ":",
    " = ",
    ": ",
    "=>",
    ":=",
    "->",
    "==",
    " ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "<",
    ">",
    "|",
    "&",
)
QUOTES = ('"', "'", "`", '\\"', '"""', "'''", '@"', 'b"', "$", "${", "{{", "}}", "\\", "\\n", "\\u0061", "\\x41", "%41")
SPACES = (" ", "\t", "\n", "\r\n", "    ", "\x00", "\x0c", "\u2028", "\ufeff", "ß", "密码", "\U0001f511")
VALUES = st.text("abcXYZ0189+/=_-.!#", max_size=40)

pieces = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(JOINTS), st.sampled_from(QUOTES), st.sampled_from(SPACES), VALUES
)
assignments = st.lists(pieces, max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
lines = st.builds(lambda *parts: "".join(parts).encode(), *([pieces] * 6))

ENCODERS = (
    b64encode,
    lambda data: data.hex().encode(),
    lambda data: "".join(f"\\x{byte:02x}" for byte in data).encode(),
    lambda data: "".join(f"\\u{byte:04x}" for byte in data).encode(),
    lambda data: "".join(f"%{byte:02X}" for byte in data).encode(),
    lambda data: b64encode(gzip.compress(data)),
)
"""What people wrap text in."""


@cache
def pipeline() -> Pipeline:
    rules = load_rules()
    return Pipeline(rules, AhoCorasickPrefilter(rules.keywords))


def scan(content: bytes) -> list[Finding]:
    return pipeline().scan(Fragment(b"f", content, Provenance("stdin"), 0, len(content), 1, 1))


def check(content: bytes) -> None:
    """Scan, and hold every finding against the text that it points at."""
    for finding in scan(content):
        place = finding.location
        rows = content.decode("utf-8", "replace").split("\n")
        assert 1 <= place.line <= place.end_line <= len(rows)
        assert 1 <= place.column <= len(rows[place.line - 1]) + 1
        value = finding.secret.reveal_in_clear()
        assert value
        if "encoding" not in dict(finding.checks):
            assert value.split(b"\n")[0].rstrip(b"\\") in content


@given(assignments)
@settings(deadline=None, max_examples=400)
def test_anything_like_assignments_is_scanned_without_a_crash(content: bytes) -> None:
    check(content)
    assert scan(content) == scan(content)


@given(st.lists(lines, min_size=1, max_size=5), st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_bytes_around_assignments_are_scanned_without_a_crash(parts: list[bytes], noise: bytes) -> None:
    check(noise.join(parts))
    check(noise + b"\n".join(parts) + noise)


@given(st.binary(max_size=400), st.lists(st.sampled_from(ENCODERS), max_size=5))
@settings(deadline=None, max_examples=300)
def test_decoders_return_spans_of_the_text_whatever_it_is(content: bytes, wrappers: list[Any]) -> None:
    for wrap in wrappers:
        content = b"x = '" + wrap(content[:4000]) + b"'"
    for decoder in decoders():
        if decoder.is_worth_trying(content):
            ends = 0
            for span in decoder.spans(content):
                assert 0 <= span.begin < span.end <= len(content)
                assert span.begin >= ends, "spans of one decoder overlap"
                ends = span.end
    check(content)


@given(assignments, st.sampled_from(ENCODERS), st.sampled_from(ENCODERS))
@settings(deadline=None, max_examples=200)
def test_assignments_in_two_layers_of_encoding_are_scanned(content: bytes, inner: Any, outer: Any) -> None:
    check(b"data: " + outer(inner(content)) + b"\n")


@pytest.mark.parametrize("opening", ["(", "[", "{", '"', "<a>", "\\", "{{", "${", "password=(", "a->", '{"password":'])
def test_nesting_meets_no_recursion_limit(opening: str) -> None:
    check(opening.encode() * 50_000 + b" secret = 1")


def test_many_layers_of_encoding_meet_no_recursion_limit() -> None:
    content = b"password = 'x'"
    for _ in range(DEEPEST + 12):
        content = b64encode(content)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)  # the test runner itself stands on some of it
    try:
        assert scan(content) == []
    finally:
        sys.setrecursionlimit(limit)


def work(content: bytes) -> int:
    """Return the bytes that patterns searched and candidates looked at."""
    done = 0
    windows, candidate = matcher.windows, judge.candidate

    def counted_windows(*arguments: Any) -> Iterator[tuple[int, int]]:
        nonlocal done
        for begin, end in windows(*arguments):
            done += end - begin
            yield begin, end

    def counted_candidate(match: Any, fragment: Fragment) -> Any:
        nonlocal done
        made = candidate(match, fragment)
        done += made.line_end - made.line_begin
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher, "windows", counted_windows)
        patch.setattr(judge, "candidate", counted_candidate)
        scan(content)
    return done


@given(lines.filter(len))
@settings(deadline=None, max_examples=12)
def test_work_on_a_repeated_line_grows_as_the_text_does(unit: bytes) -> None:
    times = 20_000 // len(unit) + 1
    once, twice = work(unit * times), work(unit * 2 * times)
    assert twice <= 3 * once + 50_000  # work that grew with the square would be 4 times as much
