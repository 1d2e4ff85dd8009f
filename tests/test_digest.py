"""The digest is that of the standard library, and OpenSSL is not loaded for it."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from scanner.digest import blake2b, sha1


def test_digest_is_that_of_hashlib() -> None:
    assert blake2b(b"a", digest_size=16, key=b"k").digest() == hashlib.blake2b(b"a", digest_size=16, key=b"k").digest()


def test_sha1_is_that_of_hashlib() -> None:
    assert sha1(memoryview(b"abc")[:-1]).digest() == hashlib.sha1(b"ab").digest()


def test_hashlib_is_not_loaded_for_it() -> None:
    program = "import sys, scanner.digest; print('_hashlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)
    assert run.stdout.split() == [b"False"]
