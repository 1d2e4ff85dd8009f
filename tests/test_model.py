from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import (
    CONFIDENCE_RANK,
    SEVERITIES,
    Fault,
    Finding,
    Location,
    Provenance,
    ReportedFinding,
    Rule,
    ScanResult,
    Secret,
    Skipped,
)

VALUE = b"s3cr3t-" + b"v4lu3"
RULE = Rule("a-b", "A", "", "high", "high", ("s3",), "", 9, 0.0, "", "distinctive", "", "")


def finding(line: int = 1) -> Finding:
    return Finding(RULE, b"a.txt", Location(line, 1, line, 9), Secret(VALUE), "high", (), Provenance("stdin"), None, 0)


def result(*statuses: str, faults: int = 0, listed: int = 1, scanned: int = 1, skipped: int = 0) -> ScanResult:
    return ScanResult(
        tuple(ReportedFinding(finding(), status, "") for status in statuses),  # type: ignore[arg-type]
        (Fault(b"f", "broken"),) * faults,
        (Skipped(b"s", "reason"),) * skipped,
        listed,
        scanned,
        0,
        0.0,
    )


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        ascii,
        "{}".format,
        "{!r}".format,
        "{!s:>30}".format,
        "{:>30}".format,
        lambda secret: "%s" % secret,  # noqa: UP031  the old way of formatting, too
        lambda secret: f"{secret} {secret!r} {secret:x}",
        lambda secret: repr([secret, {"k": secret}]),
        lambda secret: str(finding()._replace(secret=secret)),
        lambda secret: repr(ReportedFinding(finding(), "new", "")),
        lambda secret: repr(result("new")),
        lambda secret: repr(finding()._asdict()),
    ],
)
def test_secret_prints_no_part_of_its_value(show: Callable[[Secret], str]) -> None:
    shown = show(Secret(VALUE))
    assert "Secret('****')" in shown
    assert not any(VALUE[start : start + 3].decode() in shown for start in range(len(VALUE) - 2))


@given(st.binary(min_size=1))
def test_every_secret_looks_the_same(value: bytes) -> None:
    assert repr(Secret(value)) == str(Secret(value)) == f"{Secret(value)}" == "Secret('****')"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_secret_is_not_pickled(protocol: int) -> None:
    for value in (Secret(VALUE), finding(), [Secret(VALUE)]):
        with pytest.raises(TypeError, match="not to be serialised"):
            pickle.dumps(value, protocol)


@pytest.mark.parametrize("convert", [copy.copy, copy.deepcopy, json.dumps, bytes, iter, vars, list, memoryview])
def test_secret_gives_its_value_away_in_no_other_form(convert: Callable[[object], object]) -> None:
    with pytest.raises(TypeError) as raised:
        convert(Secret(VALUE))
    assert VALUE.decode() not in str(raised.value)


def test_log_and_traceback_hold_no_value(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(VALUE)
    logging.getLogger("test").warning("found %s %r", secret, finding())

    def fail(secret: Secret) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match="Secret") as raised:
        fail(secret)
    told = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    assert "Secret('****')" in told
    assert VALUE.decode() not in caplog.text + told


def test_value_is_revealed_on_request_only() -> None:
    assert Secret(VALUE).reveal_in_clear() == VALUE
    assert [name for name in dir(Secret) if not name.startswith("_")] == ["reveal_in_clear"]


@given(st.binary(max_size=4), st.binary(max_size=4))
def test_secrets_compare_as_their_values(first: bytes, second: bytes) -> None:
    assert (Secret(first) == Secret(second)) == (first == second)
    assert len({Secret(first), Secret(second)}) == len({first, second})
    assert len(Secret(first)) == len(first)
    assert Secret(first) != first


def test_scan_is_complete_only_if_everything_was_looked_at() -> None:
    assert result().complete
    assert result(listed=3, scanned=1, skipped=2).complete
    assert not result(listed=2, scanned=1).complete
    assert not result(listed=2, scanned=1, faults=1).complete
    assert not result(faults=1).complete


def test_statuses_are_counted_apart() -> None:
    found = result("new", "known", "new", "allowed")
    assert [found.count(status) for status in ("new", "known", "allowed")] == [2, 1, 1]
    assert list(found.new()) == [finding(), finding()]


def test_orders_go_upwards() -> None:
    assert sorted(CONFIDENCE_RANK, key=CONFIDENCE_RANK.__getitem__) == ["low", "medium", "high"]
    assert SEVERITIES == ("low", "medium", "high", "critical")
