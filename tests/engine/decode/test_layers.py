"""Secrets that are encoded are found at the place of the encoded text, and the finding says how."""

from __future__ import annotations

import gzip
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.api import load_rules, scan_text
from scanner.engine.decode.base64 import GZIP, decode
from scanner.engine.decode.interface import is_text
from scanner.engine.decode.quick import HEX, looks_encoded, may_be_text, may_hold_encoded
from scanner.engine.decode.table import decoders

if TYPE_CHECKING:
    from scanner.model import Finding

RULES = load_rules()


def base64(text: bytes) -> bytes:
    return b64encode(text)


def escaped(form: str) -> Callable[[bytes], bytes]:
    return lambda text: "".join(form.format(byte) for byte in text).encode()


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64,
    "hex": lambda text: text.hex().encode(),
    "escapes": escaped("\\x{:02x}"),
}


def encoding_of(finding: Finding) -> str:
    return dict(finding.checks)["encoding"]


@pytest.mark.parametrize("name", ENCODINGS)
def test_encoded_secret_is_found_where_the_encoded_text_stands(name: str, github_token: str) -> None:
    encoded = ENCODINGS[name](github_token.encode())
    [finding] = scan_text(b"first\n  x: " + encoded + b"\n", RULES)
    assert finding.rule.id == "github-pat"
    assert finding.secret.reveal_in_clear() == github_token.encode()
    assert tuple(finding.location) == (2, 6, 2, 6 + len(encoded))
    assert encoding_of(finding) == name


def test_unicode_escapes_and_url_safe_base64_and_gzip_are_decoded(github_token: str) -> None:
    token = github_token.encode()
    for encoded in (
        escaped("\\u{:04x}")(token),
        urlsafe_b64encode(b"??>>" + token),
        base64(gzip.compress(b"key " + token + b"\n")),
    ):
        assert [finding.rule.id for finding in scan_text(encoded, RULES)] == ["github-pat"]


def test_percent_encoded_address_is_decoded(sample: Callable[..., str]) -> None:
    secret = sample("{base62:20}")
    [finding] = scan_text(f"https://a.test/?next=https%3A%2F%2Fdeploy%3A{secret}%40git.test%2Fx", RULES)
    assert (finding.rule.id, encoding_of(finding)) == ("uri-password", "percent")


@pytest.mark.parametrize(("layers", "found"), [(1, True), (2, True), (3, True), (4, False)])
def test_three_layers_are_taken_off(layers: int, found: bool, github_token: str) -> None:
    encoded = github_token.encode()
    for _ in range(layers):
        encoded = base64(encoded)
    findings = scan_text(encoded, RULES)
    assert bool(findings) is found
    if found:
        assert encoding_of(findings[0]) == " in ".join(["base64"] * layers)


def test_variables_in_a_base64_file_are_found(password: str) -> None:
    [finding] = scan_text(base64(f"DB_PASSWORD={password}\nX=1\n".encode()), RULES)
    assert finding.secret.reveal_in_clear() == password.encode()


def test_mark_beside_the_encoded_text_allows_what_is_in_it(github_token: str) -> None:
    encoded = base64(b"token: " + github_token.encode()).decode()
    assert scan_text(f'x = "{encoded}"  # keysieve: allow[github-pat] made up', RULES) == []


def test_bomb_is_unpacked_to_its_bound_only(github_token: str) -> None:
    bomb = base64(gzip.compress(b"a" * (64 << 20))) + b"\n" + github_token.encode()
    assert [finding.rule.id for finding in scan_text(bomb, RULES)] == ["github-pat"]


def test_plain_finding_is_told_once_where_its_value_is_base64(sample: Callable[..., str]) -> None:
    value = base64(sample("user:{base62:30}").encode()).decode()
    assert len(scan_text(f'api_key = "{value}"', RULES)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import {AVeryLongComponentNameOfSomeKind} from 'some/where/in/the/tree/of/components'",
        "sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
        "x = 'plain words and a 100% sure sign'",
    ],
)
def test_ordinary_text_loads_no_decoder_in_vain(text: str) -> None:
    content = text.encode()
    assert not may_hold_encoded(content) or not any(list(decoder.spans(content)) for decoder in decoders())


@given(st.text("ab \n\x00é", max_size=60), st.sampled_from(sorted(ENCODINGS)), st.sampled_from(["", "key-", "x" * 40]))
def test_look_opens_for_all_that_a_decoder_decodes(text: str, name: str, before: str) -> None:
    content = before.encode() + ENCODINGS[name](text.encode()) + b" "
    assert may_hold_encoded(content) or not any(list(decoder.spans(content)) for decoder in decoders())


@given(st.binary(max_size=400))
def test_no_bytes_crash_a_decoder(content: bytes) -> None:
    for decoder in decoders():
        for span in decoder.spans(content):
            assert 0 <= span.begin < span.end <= len(content)


@given(st.binary(min_size=24, max_size=200), st.sampled_from(sorted(ENCODINGS)))
def test_what_a_decoder_finds_is_what_was_encoded(text: bytes, name: str) -> None:
    content = b" " + ENCODINGS[name](text) + b" "
    for decoder in decoders():
        if decoder.name == name and decoder.is_worth_trying(content):
            assert all(span.text == text for span in decoder.spans(content))


SHORT_OF_TEXT = st.text("ab \n\x00é", min_size=24, max_size=80).map(str.encode)


@given(st.one_of(st.binary(min_size=24, max_size=80), SHORT_OF_TEXT))
def test_quick_look_at_base64_passes_over_no_text(data: bytes) -> None:
    for text in (data, GZIP + data):
        for run in (b64encode(text).rstrip(b"="), urlsafe_b64encode(text).rstrip(b"=")[:-1]):
            head = decode(run)
            assert may_be_text(run) or not (is_text(head) or head.startswith(GZIP))


@given(st.text("ABGgab09/_", min_size=32, max_size=64))
def test_run_looks_encoded_by_its_letters_and_digits(run: str) -> None:
    uppers, lowers, digits = (sum(map(kind, run)) for kind in (str.isupper, str.islower, str.isdigit))
    is_base64 = min(uppers, lowers) >= (4 if digits else 8)
    assert looks_encoded(run.encode()) == (is_base64 or set(run.encode()) <= set(HEX))
