"""BLAKE2b and SHA-1 for little data, without `hashlib`, which loads OpenSSL: 3 ms of the 40 that a small scan takes.

SHA-1 is for what git has summed with it. OpenSSL's is eight times as fast, which pays from half a megabyte.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b as blake2b
    from _sha1 import sha1 as sha1  # type: ignore[import-not-found]  # its stub is missing
except ImportError:  # an interpreter that has them elsewhere
    from hashlib import blake2b as blake2b
    from hashlib import sha1 as sha1
