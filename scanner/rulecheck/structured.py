"""Generators of whole credentials that say something of themselves: JSON, macaroons, numbers in base64."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from random import Random

from scanner.rulecheck.checksummed import BASE64, BASE64_URL, characters
from scanner.text.checksum import BASE36, BASE62

EARLIEST, LATEST = 1_700_000_000, 1_800_000_000
"""Times in samples, in seconds of the epoch: 2023 to 2027."""


def sentry_token(argument: str, random: Random) -> str:
    """Return a Sentry organisation token."""
    claims = {
        "iat": float(random.randint(EARLIEST, LATEST)),
        "url": "https://sentry.io",
        "region_url": "https://us.sentry.io",
        "org": f"acme-{random.randint(10, 99)}",
    }
    return f"sntrys_{_json64(claims)}_{characters(BASE64, 43, random).decode()}"


def grafana_cloud_token(argument: str, random: Random) -> str:
    """Return a Grafana Cloud access policy token."""
    key = characters(BASE62, 24, random).decode()
    members = {"o": str(random.randint(10_000, 999_999)), "n": "acme-publisher", "k": key, "m": {"r": "us"}}
    return f"glc_{_json64(members)}"


def grafana_api_key(argument: str, random: Random) -> str:
    """Return a Grafana API key of the older form."""
    return _json64({"k": characters(BASE62, 32, random).decode(), "n": "deploy", "id": random.randint(1, 9)})


def jfrog_reference_token(argument: str, random: Random) -> str:
    """Return a JFrog reference token without expiry."""
    return b64encode(b"reftkn:01:0000000000:" + characters(BASE62, 27, random)).decode()


def discord_bot_token(argument: str, random: Random) -> str:
    """Return a Discord bot token whose last part has `argument` characters, 38 by default."""
    number = b64encode(str(random.randint(10**17, 10**18 - 1)).encode()).decode()
    middle, secret = (characters(BASE64_URL, length, random).decode() for length in (6, int(argument or 38)))
    return f"{number}.{middle}.{secret}"


def data_center_token(argument: str, random: Random) -> str:
    """Return a personal access token of Jira or Confluence Data Center."""
    return b64encode(str(random.randint(10**11, 10**12 - 1)).encode() + b":" + random.randbytes(20)).decode()


def fly_token(argument: str, random: Random) -> str:
    """Return one macaroon of Fly.io."""
    key_id = random.randbytes(8)
    location = b"https://api.fly.io/v1"
    caveat = random.randbytes(random.randint(120, 200))
    data = b"\x94\x93\xc4\x08" + key_id + b"\xc4\x10" + random.randbytes(16) + b"\xc2"
    data += bytes([0xA0 | len(location)]) + location
    data += b"\x92\x0b\xc4" + bytes([len(caveat)]) + caveat
    return "fm2_" + b64encode(data + b"\xc4\x20" + random.randbytes(32)).decode()


def google_service_account(argument: str, random: Random) -> str:
    """Return a service account key file of Google in base64; its private key is well formed at its outside."""
    body = random.randbytes(600)
    key = b64encode(b"\x30\x82" + (len(body) + 3).to_bytes(2, "big") + b"\x02\x01\x00" + body).decode()
    lines = [key[start : start + 64] for start in range(0, len(key), 64)]
    account = f"deploy@acme-{random.randint(1000, 9999)}.iam.gserviceaccount.com"
    label = "PRIVATE KEY"
    members = {
        "type": "service_account",
        "private_key": "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]),
        "client_email": account,
    }
    return b64encode(json.dumps(members, indent=2).encode()).decode()


def slack_app_token(argument: str, random: Random) -> str:
    """Return a Slack app-level token."""
    app = "A" + characters(BASE36.upper(), 10, random).decode()
    return f"xapp-1-{app}-{random.randint(10**12, 10**13 - 1)}-{random.randbytes(32).hex()}"


def wireguard_key(argument: str, random: Random) -> str:
    """Return a clamped WireGuard private key."""
    key = bytearray(random.randbytes(32))
    key[0] &= 0xF8
    key[31] = key[31] & 0x3F | 0x40
    return b64encode(bytes(key)).decode()


def _json64(members: Mapping[str, object]) -> str:
    return b64encode(json.dumps(members, separators=(",", ":")).encode()).decode()


STRUCTURED = {
    generator.__name__: generator
    for generator in (
        data_center_token,
        discord_bot_token,
        fly_token,
        google_service_account,
        grafana_api_key,
        grafana_cloud_token,
        jfrog_reference_token,
        sentry_token,
        slack_app_token,
        wireguard_key,
    )
}
