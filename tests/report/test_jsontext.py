from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report.jsontext import json_text
from scanner.text.redact import LOG_COMMANDS

COMMANDS = st.sampled_from([*LOG_COMMANDS, "\\", "#", '"', "\u2028", "\udcff", "a"])


@given(st.lists(COMMANDS).map("".join))
def test_values_are_the_same_and_no_build_server_acts_on_them(text: str) -> None:
    shown = json_text({"a": [text]})
    assert json.loads(shown) == {"a": [text]}
    assert not any(command in shown for command in LOG_COMMANDS)
    assert shown.isascii()
    assert shown.isprintable()


@pytest.mark.parametrize("command", LOG_COMMANDS)
def test_command_in_a_log_is_escaped(command: str) -> None:
    assert json_text(f"a {command}") == f'"a #\\u0023{command[2:]}"'
