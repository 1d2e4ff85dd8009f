"""`Fingerprints`: the file that says whether a token is a known value, without saying what the values are.

    keysieve-known 1            the format
    check 89abcdef              CRC-32 of all that follows
    salt 00112233445566778899aabbccddeeff
    scrypt 2048 8 1             N, r and p of the slow hash
    bits 24                     of the quick hash
    longest 64                  bytes of the longest value, rounded up
    tokens words                or `lines`, if a value holds spaces, brackets or quotes
    filter 4f2a01000c9d0300...  quick hashes of the values, sorted, four bytes each, the lowest first
    <slow hash><TAB><label>     one line a value, sorted

Two hashes, because a hook has no time for a slow one of every token, and a quick one alone would let a thief try
billions of guesses a second. The quick hash is so short that one token in some thousand passes it by chance; only what
passes is hashed slowly. Which quick hash and which slow one belong together is not told.
The quick one has no salt: two files of the same values then tell a thief no more than one.
"""

from __future__ import annotations

import sys
from binascii import unhexlify
from zlib import crc32

from scanner.errors import KeysieveError
from scanner.known.tokens import LEAST
from scanner.record import NamedTuple
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1
MAGIC = b"keysieve-known "
FIELDS = (b"salt", b"scrypt", b"bits", b"longest", b"tokens", b"filter")
HASH_BYTES = 16
SALT_BYTES = 16
WORDS, LINES = b"words", b"lines"
"""What tokens are cut from."""

MOST_MEMORY = 32 << 20
"""Bytes that the slow hash may take: a file must not be able to ask for all there is."""

QUICK_BYTES = 4
MOST_DIGITS = 8
REBUILD = "build it anew with `keysieve known build`"


class FingerprintError(KeysieveError):
    """The file of fingerprints is damaged, or newer than this version; the message says how to mend it."""


class NewerFingerprintError(FingerprintError):
    """The file is newer than this version."""


class Cost(NamedTuple):
    """What a slow hash costs: parameters of scrypt."""

    n: int = 2048
    r: int = 8
    p: int = 1

    @property
    def memory(self) -> int:
        """Bytes of the table that one hash fills."""
        return 128 * self.n * self.r

    @property
    def is_bearable(self) -> bool:
        """Whether scrypt takes these parameters, and the table and all beside it fit into the memory for it."""
        n, r, p = self
        if n < 2 or n & (n - 1) or r < 1 or p != 1:
            return False
        return n < 1 << min(16 * r, 64) and self.memory + 128 * r * (p + 2) <= MOST_MEMORY


class Entries(NamedTuple):
    """The lines of the values, where they were read: a copy of half a megabyte costs the hook what it has not."""

    data: bytes
    begin: int
    """Where the `\n` before the first line is."""


class Fingerprints:
    """The fingerprints of one file. They answer for tokens, and remember the answers."""

    def __init__(
        self, salt: bytes, cost: Cost, bits: int, longest: int, is_wide: bool, quick: Iterable[int], entries: Entries
    ) -> None:
        """`is_wide`: whether a value holds spaces or brackets."""
        self.salt = salt
        self.is_wide = is_wide
        self._cost = cost
        self._mask = (1 << bits) - 1
        self._longest = longest
        self._quick = frozenset(quick)
        self._entries = entries
        self._answers: dict[bytes, str] = {}

    @property
    def digest(self) -> str:
        """Names what these fingerprints find."""
        from hashlib import blake2b  # for those who remember what was seen: not for the hook

        texts = (self.salt.hex(), *self._cost, self._mask, self._longest, self.is_wide, sorted(self._quick))
        return blake2b(str(texts).encode() + self._entries.data[self._entries.begin :], digest_size=16).hexdigest()

    def suspects(self, tokens: Iterable[bytes]) -> list[bytes]:
        """Return the tokens that pass the quick hash, few of which are known values."""
        quick, mask, longest = self._quick, self._mask, self._longest
        return [token for token in tokens if LEAST <= len(token) <= longest and crc32(token) & mask in quick]

    def label(self, token: bytes) -> str:
        """Return the label of the value that a token is; empty: it is none. This takes some milliseconds."""
        answer = self._answers.get(token)
        if answer is None:
            from scanner.known.worth import weakness  # few commits have a token that gets this far

            answer = self._answers[token] = "" if weakness(token) else self._entry(token)
        return answer

    def _entry(self, token: bytes) -> str:
        data, begin = self._entries
        line = f"\n{slow_hash(token, self.salt, self._cost)}\t".encode()
        at = data.find(line, begin)
        if at < 0:
            return ""
        begin = at + len(line)
        end = data.find(b"\n", begin)
        return data[begin : end if end >= 0 else None].decode(errors="replace")


def slow_hash(value: bytes, salt: bytes, cost: Cost) -> str:
    """Return the slow hash of a value, in hex."""
    from hashlib import scrypt  # few tokens get this far, and it takes 3 ms to load

    return scrypt(value, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=2 * MOST_MEMORY, dklen=HASH_BYTES).hex()


def read_fingerprints(path: str) -> Fingerprints:
    """Return the fingerprints in the file. Raises FingerprintError if it cannot be read, is damaged, or is newer."""
    try:
        with open(path, "rb", opener=regular) as stream:
            data = stream.read()
    except OSError as error:
        raise FingerprintError(f"{path}: cannot be read: {error.strerror}") from error
    return parse_fingerprints(path, data)


def parse_fingerprints(path: str, data: bytes) -> Fingerprints:
    """Return the fingerprints in the contents of the file at `path`. Raises FingerprintError."""
    first = data[: data.find(b"\n") + 1]
    if first.endswith(b"\r\n"):
        data = data.replace(b"\r\n", b"\n")
    first = first.rstrip(b"\r\n")
    version = first.removeprefix(MAGIC)
    if version == first or not version.isdigit() or len(version) > MOST_DIGITS or int(version) < FORMAT:
        raise FingerprintError(f"{path}: is no file of fingerprints, or a damaged one; {REBUILD}")
    if int(version) > FORMAT:
        raise NewerFingerprintError(
            f"{path}: is of version {int(version)}, newer than this keysieve reads; update keysieve"
        )
    begin = data.find(b"\n", len(first) + 1) + 1
    if not begin or data[len(first) + 1 : begin - 1] != b"check %08x" % crc32(memoryview(data)[begin:]):
        raise FingerprintError(f"{path}: was changed, cut or merged; {REBUILD}")
    try:
        return _parsed(data, begin)
    except ValueError as error:
        raise FingerprintError(f"{path}: the header is damaged; {REBUILD}") from error


def _parsed(data: bytes, begin: int) -> Fingerprints:
    """Return what the file says from `begin` on, behind its check. Raises ValueError if that makes no sense."""
    fields = {}
    for name in FIELDS:
        end = data.index(b"\n", begin)
        if data[begin : begin + len(name) + 1] != name + b" ":
            raise ValueError("fields are missing")
        fields[name] = data[begin + len(name) + 1 : end]
        begin = end + 1
    n, r, p = map(int, fields[b"scrypt"].split())
    cost = Cost(n, r, p)
    bits, longest = int(fields[b"bits"]), int(fields[b"longest"])
    if not 0 < bits <= 8 * QUICK_BYTES or longest < LEAST or fields[b"tokens"] not in (WORDS, LINES):
        raise ValueError("a number is out of bounds")
    if not cost.is_bearable:
        raise ValueError("the slow hash cannot be made")
    quick = unhexlify(fields[b"filter"])
    salt = unhexlify(fields[b"salt"])
    if len(quick) % QUICK_BYTES:
        raise ValueError("a quick hash is cut off")
    # Turned round as a whole, the bytes are the same numbers in the other order of bytes.
    values = memoryview(quick if sys.byteorder == "little" else quick[::-1]).cast("I")
    entries = Entries(data, begin - 1)
    return Fingerprints(salt, cost, bits, longest, fields[b"tokens"] == LINES, values, entries)
