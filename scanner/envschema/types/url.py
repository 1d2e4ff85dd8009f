"""`url`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain
from scanner.envschema.types.pattern import matching
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SPECIAL = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
"""Schemes that need a host, with their usual ports."""

AUTHORITY = lazy(r"(?:[^/?#\\]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#\\:@]*)(?::(?P<port>[^/?#\\]*))?(?=[/?#\\]|\Z)")
FORBIDDEN_HOST = frozenset((*map(chr, range(0x21)), *"#%/:<>?@[\\]^|", "\x7f"))
NUMBERED = lazy(r"[0-9.]*\.?[0-9]+\.?")
BLANKS = dict.fromkeys(map(ord, "\t\n\r"))
ENTRY = lazy(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s\\/?#@:\[\]]+)(?::\d+)?")


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
        if self._completed and not _scheme(text):
            text = f"https://{text}"
        scheme, host, port = parts(text.strip())
        if self._schemes and scheme not in self._schemes:
            raise MisfitError(f"must begin with {' or '.join(f'{each}:' for each in self._schemes)}")
        if self._hosts and not any(allowed in {host, f"{host}:{port}"} for allowed in self._hosts):
            raise MisfitError(f"must lead to {' or '.join(self._hosts)}")
        if self._bare_end and text.partition("?")[0].partition("#")[0].endswith("/"):
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
    scheme = _scheme(text)
    if not scheme:
        raise MisfitError("is no URL; it needs a scheme, as https://")
    rest = text[len(scheme) + 1 :]
    rest = rest if rest.isprintable() else rest.translate(BLANKS)
    scheme = scheme.lower()
    if scheme in SPECIAL:
        rest = rest.lstrip("/\\")
    elif rest.startswith("//"):
        rest = rest[2:]
    else:
        return scheme, "", ""
    user, host, port = _authority(rest)
    if not host and (scheme in SPECIAL or port or user):
        raise MisfitError("is no URL; it has no host")
    if not host.startswith("[") and not FORBIDDEN_HOST.isdisjoint(host):
        raise MisfitError("is no URL; its host has a character that hosts cannot have")
    if port and not (port.isascii() and port.isdigit() and int(port[:7]) <= 65535):
        raise MisfitError("is no URL; its port is none")
    numeric = host and not host.strip("0123456789.") and NUMBERED.fullmatch(host)
    if numeric and scheme in SPECIAL and not _is_numbered(host):
        raise MisfitError("is no URL; its host is no IP address")
    return scheme, host.lower(), port or str(SPECIAL.get(scheme, ""))


def _scheme(text: str) -> str:
    """Return the scheme as it is written; empty: there is none."""
    scheme, colon, _ = text.partition(":")
    begins = scheme[:1] and scheme[0] in LETTERS
    return scheme if colon and begins and not scheme.strip(f"{LETTERS}0123456789+.-") else ""


def _authority(rest: str) -> tuple[bool, str, str]:
    """Return whether the host is empty behind a user, the host, and the port. Raises MisfitError."""
    end = min((at for at in map(rest.find, "/?#\\") if at >= 0), default=len(rest))
    place = rest[:end].rpartition("@")[2]
    if "[" in place:
        found = AUTHORITY.match(rest)
        if not found:
            raise MisfitError("is no URL; what follows the scheme is no host")
        return found[0].endswith("@"), found["host"], found["port"] or ""
    host, _, port = place.partition(":")
    return rest[:end].endswith("@"), host, port


def _is_numbered(host: str) -> bool:
    numbers = host.rstrip(".").split(".")
    return len(numbers) <= 4 and all(each.isdigit() and int(each[:12]) < 256 for each in numbers[:-1])
