"""The generators behind the placeholders of sample templates. All values are made up; checksums in them are right."""

from __future__ import annotations

import json
import string
from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from random import Random

from scanner.rulecheck.checksummed import CHECKSUMMED
from scanner.rulecheck.structured import STRUCTURED
from scanner.text.checksum import BASE36, crc32_base36, crc32_base62, encode

Generator = Callable[[str, Random], str]

ALPHABETS = {
    "base62": string.digits + string.ascii_letters,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "digit": string.digits,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "alpha": string.ascii_letters,
    "base36": string.digits + string.ascii_lowercase,
    "BASE36": string.digits + string.ascii_uppercase,
    "base64": string.digits + string.ascii_letters + "+/",
    "base64url": string.digits + string.ascii_letters + "-_",
    "base32": string.ascii_uppercase + "234567",
    "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "word": string.digits + string.ascii_letters + "_",
}
SIGNS = "!#^*+=-_."
LARGEST_ACCOUNT = 999_999_999_999
PEM_LINE = 64
PEM_BYTES = 600


def run_of(alphabet: str) -> Generator:
    """Return the generator of `n` or `n-m` characters of `alphabet`."""

    def generate(argument: str, random: Random) -> str:
        least, _, most = argument.partition("-")
        length = random.randint(int(least), int(most or least))
        return "".join(random.choices(alphabet, k=length))

    return generate


def uuid(argument: str, random: Random) -> str:
    """Return a random (version 4) UUID in lower case."""
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def password(argument: str, random: Random) -> str:
    """Return `n` characters of every kind."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SIGNS)
    length = int(argument or 16)
    characters = [random.choice(kinds[index % len(kinds)]) for index in range(length)]
    random.shuffle(characters)
    while not characters[0].isalpha():
        random.shuffle(characters)
    return "".join(characters)


def github_token(argument: str, random: Random) -> str:
    """Return a prefix, 30 characters and their checksum."""
    body = run_of(ALPHABETS["base62"])("30", random)
    return argument + body + crc32_base62(body.encode()).decode()


def npm_token(argument: str, random: Random) -> str:
    """Return an npm access token."""
    return github_token("npm_", random)


def gitlab_token(argument: str, random: Random) -> str:
    """Return a GitLab token of the older form: the prefix and 20 characters."""
    return argument + run_of(ALPHABETS["base64url"])("20", random)


def gitlab_routable(argument: str, random: Random) -> str:
    """Return a GitLab routable token with the prefix `argument`."""
    routing = f"o:{random.randint(1, 35)}\nu:{random.randint(1000, 9999)}".encode()
    payload = random.randbytes(16) + routing + bytes([len(routing)])
    encoded = urlsafe_b64encode(payload).rstrip(b"=")
    signed = argument.encode() + encoded + b".01." + encode(len(encoded), BASE36, 2)
    return (signed + crc32_base36(signed)).decode()


def pypi_token(argument: str, random: Random) -> str:
    """Return a PyPI token: a binary macaroon."""
    identifier = uuid("", random).encode()
    body = bytes([2, 1, 8]) + b"pypi.org" + bytes([2, len(identifier)]) + identifier + bytes([0])
    caveat = b'[1,"' + uuid("", random).encode() + b'"]'
    body += bytes([2, len(caveat)]) + caveat + bytes([0, 0, 6, 32]) + random.randbytes(32)
    return "pypi-" + urlsafe_b64encode(body).rstrip(b"=").decode()


def aws_key_id(argument: str, random: Random) -> str:
    """Return an AWS access key id with the prefix `argument`, of a possible account."""
    account = random.randint(100_000_000_000, LARGEST_ACCOUNT) << 7
    packed = (account | 1 << 47 | random.getrandbits(7)).to_bytes(6, "big") + random.randbytes(4)
    return (argument or "AKIA") + b32encode(packed).decode()


def jwt(argument: str, random: Random) -> str:
    """Return a JSON Web Token; the signature is random."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"sub": uuid("", random), "iat": random.randint(1_700_000_000, 1_800_000_000)}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)]
    return b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in (*parts, random.randbytes(32))).decode()


def base64_of(argument: str, random: Random) -> str:
    """Return the base64 of the argument."""
    return b64encode(argument.encode()).decode()


def pem(argument: str, random: Random) -> str:
    """Return a PEM block with that label around DER that is made up but well formed at its outside."""
    body = random.randbytes(PEM_BYTES)
    der = b"\x30\x82" + (len(body) + 3).to_bytes(2, "big") + b"\x02\x01\x00" + body
    if argument.startswith("OPENSSH"):
        der = b"openssh-key-v1\0" + b"\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01" + body
    text = b64encode(der).decode()
    lines = [text[start : start + PEM_LINE] for start in range(0, len(text), PEM_LINE)]
    return "\n".join([f"-----BEGIN {argument}-----", *lines, f"-----END {argument}-----"])


def pem_escaped(argument: str, random: Random) -> str:
    """Return a PEM block in one line, its line ends written as escapes."""
    return pem(argument, random).replace("\n", "\\n") + "\\n"


GENERATORS: Mapping[str, Generator] = {
    **{name: run_of(alphabet) for name, alphabet in ALPHABETS.items()},
    **CHECKSUMMED,
    **STRUCTURED,
    "aws_key_id": aws_key_id,
    "base64_of": base64_of,
    "github_token": github_token,
    "gitlab_routable": gitlab_routable,
    "gitlab_token": gitlab_token,
    "jwt": jwt,
    "npm_token": npm_token,
    "password": password,
    "pem": pem,
    "pem_escaped": pem_escaped,
    "pypi_token": pypi_token,
    "uuid": uuid,
}
