"""`url`."""

from __future__ import annotations

import re

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain
from scanner.envschema.types.pattern import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+(?=:)")
SPECIAL = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
"""Schemes that need a host, with their usual ports."""

AUTHORITY = re.compile(
    r"(?:[^/?#\\]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#\\:@]*)(?::(?P<port>[^/?#\\]*))?(?=[/?#\\]|\Z)"
)
FORBIDDEN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
ENTRY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s\\/?#@:\[\]]+)(?::\d+)?")


class UrlType:
    """An address with a scheme, as browsers and Node read it."""

    mask = "https://example.com"

    def __init__(self, options: Options) -> None:
        self._completed = options.flag("prependHttps")
        allowed, schemes = options.texts("allowedProtocols"), options.texts("schemes")
        if allowed and schemes:
            raise OptionError("has both allowedProtocols and schemes; keep one")
        self._schemes = tuple(each.rstrip(":").lower() for each in allowed or schemes or ())
        self._hosts = _hosts(options)
        self._bare_end = options.flag("noTrailingSlash")
        self._matches = matching(options.nested("matches"))
        options.end()
        if self._schemes:
            self.mask = f"{self._schemes[0]}://{self._hosts[0] if self._hosts else 'example.com'}"

    def read(self, value: Raw) -> str:
        """Return the address."""
        text = plain(value)
        if self._completed and not SCHEME.match(text):
            text = f"https://{text}"
        scheme, host, port = parts(text.strip())
        if self._schemes and scheme not in self._schemes:
            raise MisfitError(f"must begin with {' or '.join(f'{each}:' for each in self._schemes)}")
        if self._hosts and not any(allowed in {host, f"{host}:{port}"} for allowed in self._hosts):
            raise MisfitError(f"must lead to {' or '.join(self._hosts)}")
        if self._bare_end and re.split("[?#]", text, maxsplit=1)[0].endswith("/"):
            raise MisfitError("must not end with a slash")
        self._matches(text)
        return text


def _hosts(options: Options) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in options.texts("allowedDomains") or ())
    for host in hosts:
        if not ENTRY.fullmatch(host):
            raise OptionError("allowedDomains: takes hosts, as [example.com, localhost:3000], without scheme or path")
    return hosts


def parts(text: str) -> tuple[str, str, str]:
    """Return scheme, host and port of an address, in lower case. Raises MisfitError if it is none."""
    found = SCHEME.match(text)
    if not found:
        raise MisfitError("is no URL; it needs a scheme, as https://")
    scheme = found[0].lower()
    rest = re.sub(r"[\t\n\r]", "", text[found.end() + 1 :])
    if scheme in SPECIAL:
        rest = rest.lstrip("/\\")
    elif rest.startswith("//"):
        rest = rest[2:]
    else:
        return scheme, "", ""
    authority = AUTHORITY.match(rest)
    if not authority:
        raise MisfitError("is no URL; what follows the scheme is no host")
    host, port = authority["host"], authority["port"] or ""
    if not host and (scheme in SPECIAL or port or authority[0].endswith("@")):
        raise MisfitError("is no URL; it has no host")
    if not host.startswith("[") and FORBIDDEN_HOST.search(host):
        raise MisfitError("is no URL; its host has a character that hosts cannot have")
    if port and not (port.isascii() and port.isdigit() and int(port[:7]) <= 65535):
        raise MisfitError("is no URL; its port is none")
    if re.fullmatch(r"[0-9.]*\.?[0-9]+\.?", host) and scheme in SPECIAL and not _is_numbered(host):
        raise MisfitError("is no URL; its host is no IP address")
    return scheme, host.lower(), port or str(SPECIAL.get(scheme, ""))


def _is_numbered(host: str) -> bool:
    numbers = host.rstrip(".").split(".")
    return len(numbers) <= 4 and all(each.isdigit() and int(each[:12]) < 256 for each in numbers[:-1])
