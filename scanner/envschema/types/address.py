"""`email`, `ip` and `domain`."""

from __future__ import annotations

import re

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain
from scanner.envschema.types.pattern import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

ATOM = r"[^<>()\[\]\\.,;:\s@\"]+"
EMAIL = re.compile(
    rf"(?:{ATOM}(?:\.{ATOM})*|\".+\")@(?:\[\d{{1,3}}(?:\.\d{{1,3}}){{3}}\]|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}})",
    re.ASCII,
)
LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
LONGEST_EMAIL = 320
LONGEST_DOMAIN = 253


class EmailType:
    """An address for mail."""

    mask = "someone@example.com"

    def __init__(self, options: Options) -> None:
        self._lowered = options.flag("normalize")
        options.end()

    def read(self, value: Raw) -> str:
        """Return the address, in lower case if that was asked for."""
        text = plain(value)
        if len(text) > LONGEST_EMAIL or not EMAIL.fullmatch(text):
            raise MisfitError("is no e-mail address")
        return text.lower() if self._lowered else text


class IpType:
    """An IP address; of version 4 unless version 6 is asked for."""

    mask = "127.0.0.1"

    def __init__(self, options: Options) -> None:
        self._version = options.text("version") or "4"
        if self._version not in {"4", "6"}:
            raise OptionError("version must be 4 or 6")
        self._lowered = options.flag("normalize")
        options.end()
        self.mask = "127.0.0.1" if self._version == "4" else "::1"

    def read(self, value: Raw) -> str:
        """Return the address."""
        text = plain(value)
        if not is_ip(text, self._version):
            raise MisfitError(f"is no IP address of version {self._version}")
        return text.lower() if self._lowered else text


class DomainType:
    """A host's name, without scheme, port and path."""

    mask = "example.com"

    def __init__(self, options: Options) -> None:
        self._wildcard, self._single = options.flag("allowWildcard"), options.flag("allowSingleLabel")
        self._ip, self._ip_v6 = options.flag("allowIp"), options.flag("allowIpV6")
        self._lowered = options.flag("normalize")
        self._matches = matching(options.nested("matches"))
        options.end()

    def read(self, value: Raw) -> str:
        """Return the name."""
        text = plain(value).strip()
        text = text.lower() if self._lowered else text
        numbered = (self._ip and is_ip(text, "4")) or (self._ip_v6 and is_ip(text.strip("[]"), "6"))
        if not numbered:
            self._check(text)
        self._matches(text)
        return text

    def _check(self, text: str) -> None:
        if re.search(r"[/:@]", text):
            raise MisfitError("is no bare domain; leave scheme, port, path and user away")
        name = text.removeprefix("*.")
        if name != text and not self._wildcard:
            raise MisfitError("has a wildcard, which needs allowWildcard=true")
        labels = name.split(".")
        if len(text) > LONGEST_DOMAIN or not all(LABEL.fullmatch(label) for label in labels):
            raise MisfitError("is no domain name")
        if labels[-1].isdigit():
            raise MisfitError("is no domain name but an IP address, or part of one")
        if len(labels) < 2 and not self._single:
            raise MisfitError("has one label only, which needs allowSingleLabel=true")


def is_ip(text: str, version: str) -> bool:
    """Whether `text` is an IP address of that version, `4` or `6`."""
    import ipaddress  # only for the type

    try:
        if version == "4":
            return str(ipaddress.IPv4Address(text)) == text
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
