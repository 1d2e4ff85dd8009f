"""Generators of whole credentials that end in a checksum, which is right in each."""

from __future__ import annotations

from base64 import b32encode, b64decode, b64encode, urlsafe_b64encode
from random import Random

from scanner.engine.checks.microsoft import ANNOTATED_SEED, SEEDS, written
from scanner.text import base58, bech32
from scanner.text.checksum import (
    BASE36,
    BASE62,
    BASE62_LOWER_FIRST,
    crc16_little,
    crc24,
    crc32_base62,
    crc32_hex,
    crc32_little,
)
from scanner.text.marvin import marvin32

BASE64 = BASE62 + b"+/"
BASE64_URL = BASE62 + b"-_"
AZURE_BYTES = {b"+ACR": 39, b"AzSe": 39, b"AzFu": 40, b"+ASt": 64, b"+ABa": 64, b"ACDb": 64, b"APIM": 64, b"+AMC": 64}
"""Bytes of a Microsoft key by its signature; all others have 32."""

NKEY_KINDS = {"SU": 20 << 3, "SA": 0, "SO": 14 << 3, "SN": 13 << 3, "SC": 2 << 3, "SX": 23 << 3}
EXTENDED_VERSIONS = {"xprv": 0x0488ADE4, "yprv": 0x049D7878, "zprv": 0x04B2430C}


def characters(alphabet: bytes, length: int, random: Random) -> bytes:
    """Return that many characters of an alphabet."""
    return bytes(random.choices(alphabet, k=length))


def github_refresh_token(argument: str, random: Random) -> str:
    """Return a GitHub refresh token of 80 characters."""
    body = characters(BASE62, 70, random)
    return f"ghr_{body.decode()}{crc32_base62(body).decode()}"


def vercel_token(argument: str, random: Random) -> str:
    """Return a Vercel token with the prefix `argument`."""
    body = characters(BASE62, 50, random)
    return argument + (body + crc32_base62(body)).decode()


def deno_token(argument: str, random: Random) -> str:
    """Return a Deno Deploy token with the prefix `argument`."""
    signed = argument.encode() + characters(BASE62, 30, random)
    return (signed + crc32_base62(signed)).decode()


def apify_token(argument: str, random: Random) -> str:
    """Return an Apify API token."""
    signed = b"apify_api_" + characters(BASE62, 30, random)
    return (signed + crc32_base62(signed, BASE62_LOWER_FIRST)).decode()


def saladcloud_key(argument: str, random: Random) -> str:
    """Return a SaladCloud API key of the user or organisation `argument`."""
    body = characters(BASE62, 60, random)
    return f"salad_cloud_{argument or 'user'}_{(body + crc32_base62(body)).decode()}"


def cloudflare_token(argument: str, random: Random) -> str:
    """Return a Cloudflare token with the prefix `argument`."""
    body = characters(BASE62, 40, random)
    return argument + (body + crc32_hex(body)).decode()


def canva_secret(argument: str, random: Random) -> str:
    """Return a Canva client secret."""
    signed = b"cnvca" + characters(BASE64_URL, 43, random)
    return (signed + crc32_hex(signed)).decode()


def zuplo_key(argument: str, random: Random) -> str:
    """Return a Zuplo consumer key."""
    body = characters(BASE36, 32, random)
    return f"zpka_{body.decode()}_{crc32_hex(body).decode()}"


def grafana_service_token(argument: str, random: Random) -> str:
    """Return a Grafana service account token."""
    signed = b"glsa_" + characters(BASE62, 32, random)
    return f"{signed.decode()}_{crc32_little(signed).hex()}"


def atlassian_token(argument: str, random: Random) -> str:
    """Return an Atlassian Cloud token that begins with `argument`."""
    signed = argument.encode() + characters(BASE64_URL, 171, random) + b"="
    return (signed + crc32_hex(signed).upper()).decode()


def bitbucket_password(argument: str, random: Random) -> str:
    """Return a Bitbucket app password."""
    signed = b"ATBB" + characters(BASE62, 24, random)
    return (signed + crc32_hex(signed).upper()).decode()


def confluent_secret(argument: str, random: Random) -> str:
    """Return a Confluent Cloud API secret."""
    body = characters(BASE64, 54, random)
    return f"cflt{body.decode()}{b64encode(crc32_little(body))[:6].decode()}"


def azure_annotated_key(argument: str, random: Random) -> str:
    """Return a common annotated key of Microsoft with the provider signature `argument`."""
    made = b"JQQJ99" + characters(b"ABC", 1, random) + characters(b"ABCDEFGHIJKL", 1, random)
    signed = characters(BASE62, 52, random) + made + b"AC" + characters(BASE36.upper(), 10, random)
    signed += b"AAAB" + argument.encode()
    return (signed + written(marvin32(b64decode(signed), ANNOTATED_SEED))[0][:4]).decode()


def azure_key(argument: str, random: Random) -> str:
    """Return an identifiable key of Microsoft, of the first version, with the signature `argument`."""
    signature = argument.encode()
    length = AZURE_BYTES.get(signature, 32)
    before = (length - 4) * 8 // 6 - len(signature)
    url_safe = signature == b"AzFu"
    while True:
        text = characters(BASE62, before, random) + signature
        signed = b64decode(text + b"AAAA"[len(text) % 4 :])[: length - 4]
        key = signed + marvin32(signed, random.choice(SEEDS[signature]))
        written_out = (urlsafe_b64encode if url_safe else b64encode)(key).decode()
        if signature != b"AzSe" or written_out.isalnum():
            return written_out


def nkey_seed(argument: str, random: Random) -> str:
    """Return a NATS seed of the kind `argument`, such as `SU`."""
    kind = NKEY_KINDS[argument or "SU"]
    payload = bytes([18 << 3 | kind >> 5, (kind & 31) << 3]) + random.randbytes(32)
    return b32encode(payload + crc16_little(payload)).decode().rstrip("=")


def stellar_seed(argument: str, random: Random) -> str:
    """Return a Stellar secret seed."""
    payload = b"\x90" + random.randbytes(32)
    return b32encode(payload + crc16_little(payload)).decode()


def wif_key(argument: str, random: Random) -> str:
    """Return a Bitcoin private key in wallet import format; `compressed` asks for the usual form."""
    tail = b"\x01" if argument == "compressed" else b""
    return base58.checked(b"\x80" + random.randbytes(32) + tail).decode()


def bip32_key(argument: str, random: Random) -> str:
    """Return an extended private key with the prefix `argument`, such as `xprv`."""
    version = EXTENDED_VERSIONS[argument or "xprv"].to_bytes(4, "big")
    return base58.checked(version + bytes(9) + random.randbytes(32) + b"\0" + random.randbytes(32)).decode()


def age_key(argument: str, random: Random) -> str:
    """Return an age identity."""
    return bech32.encode(b"age-secret-key-", random.randbytes(32)).decode().upper()


def pgp_block(argument: str, random: Random) -> str:
    """Return an OpenPGP private key block; what is in its packet is made up."""
    packet = b"\x95\x01\x58\x04" + random.randbytes(343)
    text = b64encode(packet).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    checksum = "=" + b64encode(crc24(packet)).decode()
    label = "PGP PRIVATE KEY BLOCK"
    return "\n".join([f"-----BEGIN {label}-----", "", *lines, checksum, f"-----END {label}-----"])


CHECKSUMMED = {
    generator.__name__: generator
    for generator in (
        age_key,
        apify_token,
        atlassian_token,
        azure_annotated_key,
        azure_key,
        bip32_key,
        bitbucket_password,
        canva_secret,
        cloudflare_token,
        confluent_secret,
        deno_token,
        github_refresh_token,
        grafana_service_token,
        nkey_seed,
        pgp_block,
        saladcloud_key,
        stellar_seed,
        vercel_token,
        wif_key,
        zuplo_key,
    )
}
