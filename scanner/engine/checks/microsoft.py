"""Microsoft's identifiable keys: a signature near the end, then the Marvin32 hash of all before it.

Source: https://github.com/microsoft/security-utilities (IdentifiableSecrets.cs, IdentifiableMetadata.cs)
"""

from __future__ import annotations

from base64 import b64encode

from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed, published
from scanner.text.checksum import BASE62, encode
from scanner.text.decoding import from_base64
from scanner.text.marvin import marvin32

CHECKSUM_LENGTH = 4
ANNOTATED_SEED = b"Default0"
ANNOTATED_LENGTH = 80
"""Characters of an annotated key before its checksum."""

SEEDS: dict[bytes, tuple[bytes, ...]] = {
    b"+ABa": (b"AbAcct00",),
    b"+ACR": (b"ACRDflt0",),
    b"+AEh": (b"Send0000", b"Manage00", b"Listen00", b"System00", b"Unknown0"),
    b"+AMC": (b"Classic0",),
    b"+ARm": (b"Send0000", b"Manage00", b"Listen00", b"System00", b"Unknown0"),
    b"+ASb": (b"Send0000", b"Manage00", b"Listen00", b"System00", b"Unknown0"),
    b"+ASt": (b"Default0",),
    b"+SQL": (b"UsrPwd00",),
    b"ACDb": (b"SysAll00", b"Resour00", b"MastRO00", b"SystRO00", b"Encryp00", b"MastRW00", b"SystRW00"),
    b"AIoT": (b"IoTHub00", b"DpsKey00", b"Device00"),
    b"APIM": (b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00"),
    b"AzCa": (b"Access00",),
    b"AzFu": (b"Master00", b"System00", b"Functi00"),
    b"AzSe": (b"Query000", b"PAdmin00"),
}
"""The seeds of the hash by the signature of the service; the kinds of key of one service differ in it."""

REWRITTEN = frozenset({b"AzCa"})
"""Services that replace signs of base64 in a finished key, so that its checksum no longer holds."""


def annotated(value: bytes) -> CheckResult:
    """Judge a common annotated key (`JQQJ99`): a mismatch lowers it."""
    whole = from_base64(value[:ANNOTATED_LENGTH])
    checksum = value[ANNOTATED_LENGTH:].rstrip(b"=")
    hashed = marvin32(whole, ANNOTATED_SEED)
    return published("checksum", valid=bool(checksum) and any(form.startswith(checksum) for form in written(hashed)))


def written(hashed: bytes) -> tuple[bytes, bytes]:
    """Return the two ways in which annotated keys write their hash: base62, and base64 in older ones."""
    digits = encode(int.from_bytes(hashed, "big"), BASE62, 0).ljust(6, BASE62[:1])
    return digits, b64encode(hashed)


def identifiable(value: bytes) -> CheckResult:
    """Judge a key of the first version by the seeds of its signature; one that is not known says nothing."""
    signature = value.rstrip(b"=")[-10:-6]
    if signature not in SEEDS:
        return CheckResult((), None)
    key = from_base64(value)
    signed, checksum = key[:-CHECKSUM_LENGTH], key[-CHECKSUM_LENGTH:]
    valid = any(marvin32(signed, seed) == checksum for seed in SEEDS[signature])
    judge = observed if signature in REWRITTEN else published
    return judge("checksum", valid=valid)
