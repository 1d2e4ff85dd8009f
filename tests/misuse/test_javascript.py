from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("tree_sitter_typescript", reason="the extra `javascript` is not installed")

from scanner.misuse.javascript.analyser import DETECTORS, is_minified

if TYPE_CHECKING:
    from tests.misuse.conftest import Found

POSITIVE = {
    "secret-in-output": [
        "console.log('x', password)",
        "console.error(`pw ${user.password}`)",
        "console.log({ apiKey })",
    ],
    "secret-in-log": [
        "logger.info('k ' + apiKey)",
        "this.log.debug(JSON.stringify(clientSecret))",
        "log.warn({k: apiKey})",
    ],
    "secret-in-exception": ["throw new Error(`bad ${password}`)", "throw new AuthError('no ' + config.apiKey)"],
    "secret-in-url": ["fetch(`/x?api_key=${apiKey}`)", "get('https://a/?p=' + encodeURIComponent(password))"],
    "base64-as-encryption": [
        "function encrypt(p) { return btoa(p) } // password",
        "const decryptSecret = (s) => { return atob(s) }",
        "class A { encryptPassword(p) { return Buffer.from(p).toString('base64') } }",
    ],
    "weak-cipher": [
        "function encryptPassword(p) { return crypto.createCipheriv('des-cbc', key, iv) }",
        "const c = createCipheriv('aes-256-ecb', process.env.SECRET_KEY, null)",
    ],
    "hard-coded-key": [
        "const c = crypto.createCipheriv('aes-256-cbc', 'a literal key in the code', iv)",
        "jwt.sign(claims, 'shh')",
        "const c = crypto.createDecipheriv('aes-128-gcm', Buffer.from('0123456789abcdef'), iv)",
    ],
    "static-iv": [
        "const c = createCipheriv('aes-256-cbc', key, '0123456789abcdef')",
        "const c = createCipheriv('aes-256-cbc', key, Buffer.from(`0123456789abcdef`))",
    ],
    "weak-password-hash": [
        "crypto.createHash('md5').update(password).digest('hex')",
        "md5(user.password)",
        "CryptoJS.MD5(newPassword)",
    ],
    "credentials-without-tls-check": [
        "https.request({ host, auth: `${u}:${p}`, rejectUnauthorized: false }) // password",
        "new Client().connect({ password, ssl: { rejectUnauthorized: false } })",
    ],
    "secret-in-client": [
        "'use client'\nconst k = process.env.DB_PASSWORD",
        '"use client";\nfetch(x, { k: import.meta.env.API_SECRET })',
    ],
}
NEGATIVE = {
    "secret-in-output": [
        "console.log('password')",
        "console.log(password.length)",
        "console.log(!!password)",
        "c.log(secret)",
    ],
    "secret-in-log": ["log.info('password changed', user)", "catalog(password)", "log.info(mask(password))"],
    "secret-in-exception": ["throw new Error('no password')", "throw new Bad(password)", "throw password"],
    "secret-in-url": ["fetch(`/x/${apiKey}`)", "fetch(`/x?id=${id}`) // password", "x = 'password=' + password"],
    "base64-as-encryption": [
        "function encrypt(p) { return btoa(cipher.update(p)) } // password",
        "function basic(u, password) { return btoa(u + password) }",
    ],
    "weak-cipher": [
        "createCipheriv('des-cbc', key, iv)",
        "function encryptPassword(p) { createCipheriv('aes-256-gcm', k, i) }",
    ],
    "hard-coded-key": ["createCipheriv('aes-256-cbc', key, iv)", "jwt.sign(claims, key)", "jwt.sign(c, `${apiKey}`)"],
    "static-iv": ["createCipheriv('aes-256-cbc', key, randomBytes(16))", "createCipheriv('aes-256-ecb', key, null)"],
    "weak-password-hash": [
        "createHash('sha256').update(password)",
        "md5(data) // password",
        "createHash('md5').update(apiKey)",
    ],
    "credentials-without-tls-check": [
        "https.request({ host, rejectUnauthorized: false }) // password",
        "https.request({ password, rejectUnauthorized: true })",
    ],
    "secret-in-client": [
        "const k = process.env.DB_PASSWORD",
        "'use client'\nconst k = process.env.NODE_ENV // password",
    ],
}


@pytest.mark.parametrize("path", ["a.js", "a.ts", "a.tsx", "a.mjs"])
@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in POSITIVE.items() for text in texts])
def test_misuse_is_found(found: Found, rule: str, text: str, path: str) -> None:
    assert [name for name, _ in found(path, f"{text}\n")] == [rule]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEGATIVE.items() for text in texts])
def test_right_use_is_no_finding(found: Found, rule: str, text: str) -> None:
    assert rule not in {name for name, _ in found("a.ts", f"{text}\n")}


def test_each_rule_has_its_samples() -> None:
    assert set(POSITIVE) == set(NEGATIVE)
    assert len(DETECTORS) <= len(POSITIVE)


def test_types_and_markup_are_read(found: Found) -> None:
    text = "export const f = (p: string): void => { console.log(p as string, password!) }\n"
    assert found("a.ts", text.replace("password!", "password")) == [("secret-in-output", "console.log(password)")]
    assert found("a.tsx", "const A = () => <b onClick={() => console.log(password)}>x</b>\n")


def test_broken_code_stops_nothing(found: Found) -> None:
    for text in ("console.log(password", "}}}} password", "\0\1password", "(" * 5000 + "password"):
        found("a.js", text)


def test_minified_bundle_is_passed_over(found: Found) -> None:
    text = "console.log(password);" * 1000
    assert is_minified(text.encode())
    assert found("a.js", text) == []
