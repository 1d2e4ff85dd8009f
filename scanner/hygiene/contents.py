"""What a file with a suspicious name holds: whether it is a secret file after all is told by its contents.

Contents of which more than `MOST` bytes would have to be read are judged by their beginning.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.hygiene.model import Convention

MOST = 1 << 20
"""Bytes of a file that are looked at."""

ENCRYPTED = (b"\0GITCRYPT\0", b"$ANSIBLE_VAULT;", b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
"""How files begin that are encrypted as a whole."""

SOPS = re.compile(rb"""^(?:sops_mac=|sops_version=|\[sops\]|["']?sops["']?\s*:)|"sops"\s*:\s*\{""", re.MULTILINE)
DOTENVX_VALUE = re.compile(rb"""["']?encrypted:""")
VALUE = re.compile(rb"^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*([^\r\n]*)", re.MULTILINE)
PUBLIC_BLOCK = re.compile(
    rb"-----BEGIN (?:[A-Z0-9 ]* )?(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL|PARAMETERS)-----"
)
PRIVATE_BLOCK = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
ARCHIVE = b"PK\x03\x04"
"""A Keynote presentation, whose name ends in `.key`, is a ZIP archive."""

SECRET_NAME = rb"(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|private_?key|access_?key|credentials?|auth)"
VARIABLE = re.compile(
    rb"^[ \t]*(?:export[ \t]+|-[ \t]+)?[\"']?[\w.-]{0,80}" + SECRET_NAME + rb"[\w.-]{0,80}[\"']?[ \t]*[:=][ \t]*[\"']?"
    rb"(?![\"'\s$]|<|\{\{|op://|vault:|!)[^\s\"'#]{6,}",
    re.MULTILINE | re.IGNORECASE,
)
NPM = re.compile(rb"^[^#;\r\n]*(?:_authToken|_auth|_password)[ \t]*=[ \t]*[\"']?(?!\$\{|[\s\"'])\S", re.MULTILINE)
YARN = re.compile(rb"^[^#\r\n]*npmAuth(?:Token|Ident)[\"']?[ \t]*:[ \t]*[\"']?(?!\$\{|[\s\"'])\S", re.MULTILINE)
PYPI = re.compile(rb"^[ \t]*(?:password|token)[ \t]*[:=][ \t]*(?![\s$%])\S", re.MULTILINE | re.IGNORECASE)
NETRC = re.compile(rb"(?:^|\s)password[ \t\r\n]+[^\s$]", re.MULTILINE)
PGPASS = re.compile(rb"^(?!#)(?:[^:\r\n]*:){4}[^\s$:][^\r\n]*", re.MULTILINE)
AZURE_FUNCTIONS = re.compile(
    rb"AccountKey=(?!\.\.\.)|SharedAccessKey=|\"[^\"]*(?:Secret|Password|ApiKey)\"\s*:\s*\"[^\"<$]"
)


def is_public(content: bytes) -> bool:
    """Whether the file holds public keys or certificates and no private key, or is another kind of file."""
    if content.startswith(ARCHIVE):
        return True
    return PUBLIC_BLOCK.search(content) is not None and PRIVATE_BLOCK.search(content) is None


def has_private_key(content: bytes) -> bool:
    """Whether the file holds a private key in armour, of PGP or PEM."""
    return PRIVATE_BLOCK.search(content) is not None


def _holds(pattern: re.Pattern[bytes]) -> Callable[[bytes], bool]:
    return lambda content: pattern.search(content) is not None


CONTENTS: dict[str, Callable[[bytes], bool]] = {
    "azure-functions": _holds(AZURE_FUNCTIONS),
    "netrc": _holds(NETRC),
    "npm": _holds(NPM),
    "pgpass": _holds(PGPASS),
    "private-key": has_private_key,
    "public": is_public,
    "pypi": _holds(PYPI),
    "variables": _holds(VARIABLE),
    "yarn": _holds(YARN),
}
"""The contents that a convention may name."""


def is_encrypted(content: bytes) -> bool:
    """Whether a tool has encrypted the file: as a whole, or every value in it."""
    if content.startswith(ENCRYPTED) or SOPS.search(content):
        return True
    values = [value for name, value in VALUE.findall(content) if value and not name.startswith(b"DOTENV_PUBLIC_KEY")]
    return bool(values) and all(DOTENVX_VALUE.match(value) for value in values)


def holds_secrets(convention: Convention, content: bytes) -> bool:
    """Whether a file that the convention names holds secrets, by its contents."""
    if is_encrypted(content[:MOST]):
        return False
    if convention.only_if:
        return CONTENTS[convention.only_if](content[:MOST])
    return not (convention.unless and CONTENTS[convention.unless](content[:MOST]))
