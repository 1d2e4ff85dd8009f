"""Discord's bot tokens begin with the number of the bot, which holds the time of its making.

Source: https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

from time import gmtime, strftime

from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed
from scanner.model import Check
from scanner.text.decoding import from_base64

EPOCH = 1_420_070_400
"""Seconds of the epoch at which Discord's numbers begin: 2015."""

LARGEST = 2**63


def bot_token(value: bytes) -> CheckResult:
    """Judge a token by the number in its first part, and say when the bot was made."""
    number = from_base64(value.partition(b".")[0])
    valid = number.isdigit() and 17 <= len(number) <= 20 and int(number) < LARGEST
    judged = observed("structure", valid=valid)
    if not valid:
        return judged
    made = strftime("%Y-%m-%d", gmtime(EPOCH + (int(number) >> 22) // 1000))
    return CheckResult((*judged.checks, Check("made", made)), judged.confidence)
