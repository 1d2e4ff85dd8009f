from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.allow import LONGEST_LINE_ABOVE, LONGEST_REASON, allowance
from scanner.engine.candidate import Candidate


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("k = ⟦v⟧  # keysieve: allow a test key", "keysieve: allow a test key"),
        ("k = ⟦v⟧  # keysieve: allow", "keysieve: allow"),
        ("k = ⟦v⟧  # keysieve:allow", "keysieve: allow"),
        ("k = ⟦v⟧  // KeySieve: ALLOW sample", "keysieve: allow sample"),
        ("k = ⟦v⟧  # keysieve: allow: sample", "keysieve: allow : sample"),
        ("<k>⟦v⟧</k> <!-- keysieve: allow sample -->", "keysieve: allow sample"),
        ("k = ⟦v⟧  /* keysieve: allow sample */", "keysieve: allow sample"),
        ("/* keysieve: allow sample */ k = ⟦v⟧", "keysieve: allow sample */ k ="),
        ("k = ⟦v⟧  # keysieve: allow[example-token] sample", "keysieve: allow sample"),
        ("k = ⟦v⟧  # keysieve: allow[a-b, example-token ,c-d] sample", "keysieve: allow sample"),
        ("k = ⟦v⟧  # keysieve: allow[a-b] no keysieve: allow[example-token] yes", "keysieve: allow yes"),
        ("k = ⟦v⟧  # keysieve: allow sample\r\nx", "keysieve: allow sample"),
        ("k = ⟦v⟧  # pragma: allowlist secret", "pragma: allowlist secret"),
        ("k = ⟦v⟧  # Pragma:AllowList Secret", "pragma:allowlist secret"),
        ("k = ⟦v⟧  # pragma: whitelist secret", "pragma: whitelist secret"),
        ("k = ⟦v⟧  # pragma: allowlist-secret", "pragma: allowlist-secret"),
        ("k = ⟦v⟧  # pragma:whitelist-secret", "pragma:whitelist-secret"),
        ("k = ⟦v⟧  # gitleaks:allow", "gitleaks:allow"),
        ("k = ⟦v⟧  # betterleaks:allow", "betterleaks:allow"),
        ("k = ⟦v⟧  # trufflehog:ignore", "trufflehog:ignore"),
        ("gitleaks:allow k = ⟦v⟧", "gitleaks:allow"),
        ("# pragma: allowlist nextline secret\nk = ⟦v⟧", "pragma: allowlist nextline secret"),
        ("x\n# pragma:allowlist nextline secret\r\nk = ⟦v⟧\n", "pragma:allowlist nextline secret"),
        ("# pragma: allowlist-nextline-secret\nk = ⟦v⟧", "pragma: allowlist-nextline-secret"),
        ("# pragma: allowlist nextline-secret\nk = ⟦v⟧", "pragma: allowlist nextline-secret"),
        ("# pragma:allowlist-nextline secret\nk = ⟦v⟧", "pragma:allowlist-nextline secret"),
    ],
)
def test_mark_beside_the_value_allows_it(marked: Callable[..., Candidate], text: str, reason: str) -> None:
    assert allowance(marked(text)) == reason


@pytest.mark.parametrize(
    "text",
    [
        "k = ⟦v⟧",
        "k = ⟦v⟧  # allowed, ignored, whitelisted",
        "k = ⟦v⟧  # keysieve: allow[unknown-rule] reason",
        "k = ⟦v⟧  # keysieve: allow[] reason",
        "k = ⟦v⟧  # keysieve: allow[example-token",
        "k = ⟦v⟧  # keysieve: allow[example] reason",
        "k = ⟦v⟧  # keysieve: allow[EXAMPLE-TOKEN] reason",
        "k = ⟦v⟧  # keysieve: allowed",
        "k = ⟦v⟧  # keysieve: allowlist",
        "k = ⟦v⟧  # keysieve: disallow",
        "k = ⟦v⟧  # keysieve allow",
        "k = ⟦v⟧  # ignore keysieve: everything",
        "k = ⟦v⟧  # pragma: allowlist",
        "k = ⟦v⟧  # gitleaks: allowance",
    ],
)
def test_what_is_no_mark_hides_nothing(marked: Callable[..., Candidate], text: str) -> None:
    assert allowance(marked(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "# keysieve: allow\nk = ⟦v⟧",
        "k = ⟦v⟧\n# keysieve: allow",
        "# gitleaks:allow\nk = ⟦v⟧",
        "# pragma: allowlist secret\nk = ⟦v⟧",
        "k = ⟦v⟧\n# pragma: allowlist nextline secret",
        "k = ⟦v⟧  # pragma: allowlist nextline secret",
        "# pragma: allowlist nextline secret\n\nk = ⟦v⟧",
        "# pragma: allowlist nextline secret\u2028k = ⟦v⟧",
    ],
)
def test_mark_of_another_line_hides_nothing(marked: Callable[..., Candidate], text: str) -> None:
    assert allowance(marked(text)) is None


@pytest.mark.parametrize(
    "mark",
    [
        "keysieve: allow",
        "keysieve: allow[example-token]",
        "gitleaks:allow",
        "pragma: allowlist secret",
        "trufflehog:ignore",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "x {}", "{} x", "x {} y"])
def test_mark_inside_the_value_does_not_count(marked: Callable[..., Candidate], mark: str, frame: str) -> None:
    assert allowance(marked(f"k = '⟦{frame.format(mark)}⟧'")) is None


def test_mark_cut_by_the_value_does_not_count(marked: Callable[..., Candidate]) -> None:
    assert allowance(marked("k = keysieve: al⟦low⟧")) is None
    assert allowance(marked("k = ⟦gitleaks:⟧allow")) is None


def test_value_over_lines_is_allowed_at_either_end(marked: Callable[..., Candidate]) -> None:
    assert allowance(marked("k = ⟦v\nw⟧ # gitleaks:allow")) == "gitleaks:allow"
    assert allowance(marked("k = /* gitleaks:allow */ ⟦v\nw⟧")) == "gitleaks:allow"
    assert allowance(marked("k = ⟦v\n# gitleaks:allow\nw⟧")) is None


def test_value_at_the_very_start_has_no_line_above(marked: Callable[..., Candidate]) -> None:
    assert allowance(marked("⟦v⟧")) is None
    assert allowance(marked("\n⟦v⟧")) is None


def test_long_line_above_is_read_from_its_end_only(marked: Callable[..., Candidate]) -> None:
    mark = "# pragma: allowlist nextline secret"
    filler = "x" * (3 * LONGEST_LINE_ABOVE)
    assert allowance(marked(f"{filler}{mark}\n⟦v⟧")) == mark.removeprefix("# ")
    assert allowance(marked(f"{mark}{filler}\n⟦v⟧")) is None


def test_reason_is_of_bounded_length(marked: Callable[..., Candidate]) -> None:
    reason = allowance(marked(f"⟦v⟧ keysieve: allow {'x' * 5000}"))
    assert reason == f"keysieve: allow {'x' * LONGEST_REASON}"


def test_reason_that_is_not_utf8_breaks_nothing(marked: Callable[..., Candidate]) -> None:
    assert allowance(marked("⟦v⟧ # keysieve: allow caf".encode() + b"\xe9")) == "keysieve: allow caf\ufffd"
