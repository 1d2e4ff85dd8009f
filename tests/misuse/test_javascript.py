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


CLIENT = [
    ("a.tsx", "/* password */\n// x\n'use client'\nconst k = process.env.API_SECRET"),
    ("a.tsx", "'use client'\nconst k = process.env['DB_PASSWORD']"),
    ("a.tsx", "'use client'\nconst { API_SECRET: s, NODE_ENV } = process.env"),
    ("a.tsx", "'use client'\nconst t = import.meta.env.GITHUB_TOKEN"),
    ("pages/a.jsx", "import { useState } from 'react'\nconst A = () => useState(process.env.API_SECRET)"),
    ("next.config.js", "module.exports = { env: { API_SECRET: process.env.API_SECRET } }"),
    ("next.config.mjs", "export default { publicRuntimeConfig: { s: process.env.API_SECRET } }"),
    ("nuxt.config.ts", "export default { runtimeConfig: { public: { s: process.env.API_SECRET } } }"),
    ("vite.config.ts", "export default { define: { 'a': JSON.stringify(env.API_SECRET) } }"),
    ("vite.config.ts", "export default { define: { 'process.env': process.env } } // secret"),
    ("webpack.config.js", "new webpack.DefinePlugin({ a: JSON.stringify(process.env.JWT_SECRET) })"),
    ("build.js", "new webpack.EnvironmentPlugin(['NODE_ENV', 'API_SECRET'])"),
]
NO_CLIENT = [
    ("a.tsx", "const k = process.env.API_SECRET\nexport default async function A() { return <b/> }"),
    ("a.tsx", "'use client'\nconst k = process.env.NEXT_PUBLIC_SITE_KEY // secret"),
    ("a.tsx", "import { useState } from 'react'\nimport { Text } from 'ink'\nconst k = process.env.API_SECRET"),
    (
        "pages/a.jsx",
        "import { useState as s } from 'react'\nexport const getServerSideProps = () => process.env.API_SECRET",
    ),
    ("next.config.js", "module.exports = { serverRuntimeConfig: { s: process.env.API_SECRET } }"),
    ("nuxt.config.ts", "export default { runtimeConfig: { s: process.env.API_SECRET } }"),
    ("vite.config.ts", "export default { define: { on: !!process.env.API_SECRET, b: sign(process.env.API_SECRET) } }"),
    ("vite.config.ts", "export default { server: { proxy: process.env.API_SECRET } }"),
    ("server.js", "module.exports = { env: { API_SECRET: process.env.API_SECRET } }"),
]


@pytest.mark.parametrize(("path", "text"), CLIENT)
def test_secret_of_the_environment_that_browsers_get_is_found(found: Found, path: str, text: str) -> None:
    assert [rule for rule, _ in found(path, f"{text}\n")] == ["secret-in-client"]


@pytest.mark.parametrize(("path", "text"), NO_CLIENT)
def test_secret_of_the_environment_that_stays_on_the_server_is_none(found: Found, path: str, text: str) -> None:
    assert found(path, f"{text}\n") == []


CIPHERS = [
    ("hard-coded-key", "const KEY = '0123456789abcdef'\ncreateCipheriv('aes-128-gcm', KEY, iv) // secret"),
    ("hard-coded-key", "const k = 'a literal key'\njwt.verify(token, k)"),
    ("hard-coded-key", "CryptoJS.AES.encrypt(a, 'a literal key') // secret"),
    ("static-iv", "createCipheriv('aes-128-cbc', key, Buffer.alloc(16)) // secret"),
    ("static-iv", "const iv = Buffer.alloc(16, 0)\ncreateCipheriv('aes-128-cbc', key, iv) // secret"),
    ("weak-cipher", "CryptoJS.DES.encrypt(password, key)"),
    ("weak-cipher", "CryptoJS.AES.encrypt(password, key, { mode: CryptoJS.mode.ECB })"),
    ("weak-cipher", "function encrypt(s, k) { return s.map(c => String.fromCharCode(c.charCodeAt(0) ^ k)) } // secret"),
    ("weak-password-hash", "const h = crypto.createHash('sha1')\nh.update(password)"),
    ("weak-password-hash", "CryptoJS.SHA1(salt + password).toString()"),
]
SOUND = [
    "const iv = Buffer.alloc(16)\ncrypto.randomFillSync(iv)\ncreateCipheriv('aes-128-cbc', key, iv) // secret",
    "let k = 'a literal key'\nlet k = load()\njwt.sign(a, k)",
    "CryptoJS.AES.encrypt(password, key)",
    "const h = crypto.createHash('sha256')\nh.update(password)",
    "function rotate(s, k) { return String.fromCharCode(s.charCodeAt(0) ^ k) } // secret",
]


@pytest.mark.parametrize(("rule", "text"), CIPHERS)
def test_weak_encryption_is_found_through_names(found: Found, rule: str, text: str) -> None:
    assert [name for name, _ in found("a.js", f"{text}\n")] == [rule]


@pytest.mark.parametrize("text", SOUND)
def test_sound_encryption_is_no_finding(found: Found, text: str) -> None:
    assert found("a.js", f"{text}\n") == []


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
