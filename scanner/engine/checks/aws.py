"""AWS access key ids carry the account's number.

Source: https://awsteele.com/blog/2020/09/26/aws-access-key-format.html (confirmed there with sts:GetAccessKeyInfo)
"""

from __future__ import annotations

from base64 import b32decode
from binascii import Error

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check

PREFIX_LENGTH = 4
ACCOUNT_BITS = 0x7FFFFFFFFF80
LARGEST_ACCOUNT = 999_999_999_999


def aws_key_id(value: bytes) -> CheckResult:
    """Name the account in an access key id. An impossible account lowers it: no such id was ever issued."""
    try:
        decoded = b32decode(value[PREFIX_LENGTH:])
    except Error:
        return CheckResult((Check("account", "none"),), "low")
    account = (int.from_bytes(decoded[:6], "big") & ACCOUNT_BITS) >> 7
    if account > LARGEST_ACCOUNT:
        return CheckResult((Check("account", "impossible"),), "low")
    return CheckResult((Check("account", f"{account:012d}"),), None)
