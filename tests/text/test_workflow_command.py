"""GitHub's workflow commands: nothing in a message or a name ends the command or begins another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.text.workflow_command import workflow_command


def test_command_has_its_properties_in_order() -> None:
    told = workflow_command("error", "a 50% chance", file="a,b:c", line=3)
    assert told == "::error file=a%2Cb%3Ac,line=3::a 50%25 chance"


@given(st.text(), st.text())
def test_command_is_one_line_and_can_be_read_back(message: str, path: str) -> None:
    told = workflow_command("notice", message, file=path)
    assert "\n" not in told
    assert "\r" not in told
    head, _, data = told.removeprefix("::notice file=").partition("::")
    back = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}

    def decoded(text: str) -> str:
        pieces = text.split("%")
        return pieces[0] + "".join(back[f"%{piece[:2]}"] + piece[2:] for piece in pieces[1:])

    assert decoded(head) == path
    assert decoded(data) == message
