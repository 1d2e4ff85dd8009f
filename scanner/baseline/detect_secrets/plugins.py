"""What its plugins take for a secret, type by type, told in patterns of our own.

Each is held against a line that a rule of ours has found a secret in. A plugin writes down the hash of its pattern's
group, where it has one, and of the whole stretch otherwise.
"""

from __future__ import annotations

from functools import cache

import regex

from scanner.baseline.detect_secrets.types import BASE64, BASIC_AUTH, HEX, PRIVATE_KEY_MARKERS, TOKEN_PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

WINDOW = 20_000
"""Characters of a long line that are looked at, around the secret."""

WORD = r"[^\s:/?#\[\]@!$&'()*+,;=]+"
"""A user's name or password in an address, without any of the signs that have a meaning there."""

KEY = "(?:key|pwd|password|pass|token)"


def given_to(name: str, value: str) -> str:
    """Return the pattern of a value that is assigned to a name, both with or without quotes."""
    return rf"(?i)(?<!\w)(?:{name})[\"']?\]? *(?:=>?|:[:=]?| ) *[\"']?({value})"


PATTERNS: Mapping[str, tuple[str, ...]] = {
    "Artifactory Credentials": (
        r'(?:^|[\s=:"])AKC[0-9A-Za-z]{10,}(?:[\s"]|$)',
        r'(?:^|[\s=:"])AP[0-9A-F][0-9A-Za-z]{8,}(?:[\s"]|$)',
    ),
    "AWS Access Key": (
        r"(?:A(?:BI|CC|KI|SI)A|A3T[0-9A-Z])[0-9A-Z]{16}",
        r"(?i)aws.{0,20}?(?:key|pass|pwd|pw|token).{0,20}?[\"']([0-9a-z+/]{40})[\"']",
    ),
    "Azure Storage Account access key": (r"AccountKey=[0-9A-Za-z+/=]{88}",),
    BASIC_AUTH: (rf"://{WORD}:({WORD})@",),
    "Cloudant Credentials": (
        *(
            given_to("(?:cloudant|clou|cl)[_-]?(?:api)?(?:key|pwd|pw|password|pass|token)", value)
            for value in ("[0-9a-f]{64}", "[a-z]{24}")
        ),
        r"(?i)https?://[\w-]+:([0-9a-f]{64}|[a-z]{24})@[\w-]+\.cloudant\.com",
    ),
    "Discord Bot Token": (r"[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}",),
    "GitHub Token": (rf"({'|'.join(TOKEN_PREFIXES['GitHub Token'])})_[0-9A-Za-z_]{{36}}",),
    "GitLab Token": (
        rf"({'|'.join(TOKEN_PREFIXES['GitLab Token'])})-[\w-]{{20,50}}(?!\w)",
        r"GR1348941[\w-]{20,50}(?!\w)",
        r"glcbt-([0-9A-Fa-f]{2}_)[\w-]{20,50}(?!\w)",
        r"gl(?:imt-[\w-]{25}|ptt-[\w-]{40}|agent-[\w-]{50,1024}|oas-[\w-]{64})(?!\w)",
    ),
    "IBM Cloud IAM Key": (
        given_to(rf"(?:ibm)?[_-]?(?:cloud)?[_-]?(?:iam)?[_-]?(?:api)?[_-]?{KEY}", r"[0-9a-z_-]{44}(?![0-9a-z_-])"),
    ),
    "IBM COS HMAC Credentials": (
        given_to(r"(?:(?:ibm)?[_-]?cos[_-]?(?:hmac)?)?[_-]?secret[_-]?(?:access)?[_-]?key", "[0-9a-f]{48}(?![0-9a-f])"),
    ),
    "JSON Web Token": (r"eyJ[\w=-]+\.[\w=-]+\.?",),
    "Mailchimp Access Key": (r"[0-9a-z]{32}-us[0-9]{1,2}",),
    "NPM tokens": (r"//\S{1,500}/:_authToken=\s*(npm_.+|[0-9A-Fa-f-]{36})",),
    "OpenAI Token": (r"sk-[\w-]*[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}",),
    "Private Key": (rf"({'|'.join(PRIVATE_KEY_MARKERS)}).*",),
    "PyPI Token": (r"pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[\w-]{70,}",),
    "SendGrid API Key": (r"SG\.[\w-]{22}\.[\w-]{43}",),
    "Slack Token": (
        r"(?i)xox[abopsr]-(?:\d+-)+[0-9a-z]+",
        r"(?i)https://hooks\.slack\.com/services/T\w+/B\w+/\w+",
    ),
    "SoftLayer Credentials": (
        given_to(rf"(?:softlayer|sl)[_-]?(?:api)?[_-]?{KEY}", "[0-9a-z]{64}"),
        r"(?i)https?://api.softlayer.com/soap/v3(?:.1)?/([0-9a-z]{64})",
    ),
    "Square OAuth Secret": (r"sq0csp-[\w\\-]{43}",),
    "Stripe Access Key": (r"[rs]k_live_[0-9A-Za-z]{24}",),
    "Telegram Bot Token": (r"\d{8,10}:[\w-]{35}",),
    "Twilio API Key": (r"(?:AC|SK)[0-9a-z]{32}",),
    BASE64: (r"([\"'])([\w+/=\\-]+)\1",),
    HEX: (r"([\"'])([0-9A-Fa-f]+)\1",),
}
"""By type; what takes names or the whole line into account besides, the keyword plugin, is not among them."""


@cache
def _compiled(kind: str) -> tuple[Any, ...]:
    return tuple(regex.compile(pattern, regex.ASCII) for pattern in PATTERNS[kind])


def taken(kind: str, secret: str, line: str) -> Iterator[str]:
    """Yield what the plugin of this type takes from the line of all that overlaps the secret, without the limits."""
    head = secret.partition("\n")[0].rstrip("\r")
    at = line.find(head) if head else -1
    if at < 0:
        return
    if len(line) > WINDOW:
        begin = max(0, at - WINDOW // 2)
        line, at = line[begin : begin + WINDOW], at - begin
    places = []
    while at >= 0:
        places.append((at, at + len(head)))
        at = line.find(head, at + len(head))
    for pattern in _compiled(kind):
        for found in pattern.finditer(line):
            if any(found.start() < end and begin < found.end() for begin, end in places):
                yield found[pattern.groups]
