"""BLAKE2b without `hashlib`, which loads OpenSSL for its other digests: 3 ms of a scan."""

from __future__ import annotations

try:
    from _blake2 import blake2b as blake2b
except ImportError:  # an interpreter that has it elsewhere
    from hashlib import blake2b as blake2b
