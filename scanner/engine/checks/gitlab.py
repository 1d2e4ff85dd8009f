"""GitLab's routable tokens: `<prefix><payload>.<version>.<length><crc32>`.

Source: lib/authn/token_field/generator/routable_token.rb of https://gitlab.com/gitlab-org/gitlab
"""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check
from scanner.text.checksum import crc32_base36

CHECKSUM_LENGTH = 7


def gitlab_routable(value: bytes) -> CheckResult:
    """Judge a routable token by its checksum; a token of the older form has none and is left as it is."""
    if b"." not in value:
        return CheckResult((), None)
    if crc32_base36(value[:-CHECKSUM_LENGTH]) == value[-CHECKSUM_LENGTH:]:
        return CheckResult((Check("checksum", "valid"),), "high")
    return CheckResult((Check("checksum", "invalid"),), "low")
