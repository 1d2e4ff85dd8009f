"""Personal access tokens of Jira, Confluence and Bitbucket Data Center: `<number>:<20 bytes>` in base64.

Source: https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.decoding import from_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

PREFIX = b"BBDC-"
NUMBER_LENGTH = 12
LENGTH = 33


def data_center_token(value: bytes) -> CheckResult:
    """Judge a token by the number in front of its secret."""
    decoded = from_base64(value.removeprefix(PREFIX))
    number, separator = decoded[:NUMBER_LENGTH], decoded[NUMBER_LENGTH : NUMBER_LENGTH + 1]
    return observed("structure", valid=len(decoded) == LENGTH and number.isdigit() and separator == b":")
