from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.misuse.python.analyser import DETECTORS
from scanner.misuse.python.module import parse

if TYPE_CHECKING:
    from tests.misuse.conftest import Found

POSITIVE = {
    "secret-in-log": [
        "log.info('pw %s', password)",
        "self.logger.debug(f'{user}: {self.api_key}')",
        "logging.error('x' + str(db_password))",
        "LOG.warning('%s %s' % (user, client_secret))",
        "logger.info('{}'.format(config['password']))",
        "app.logger.info(os.environ['API_KEY'])",
        "log.info('%(p)s', {'p': os.getenv('DB_PASSWORD')})",
    ],
    "secret-in-output": [
        "print(password)",
        "print('x', repr(secret), file=sys.stderr)",
        "sys.stdout.write(f'{token.access_token}')",
        "click.echo('key ' + api_key)",
    ],
    "secret-in-exception": [
        "raise ValueError(f'bad password {password}')",
        "raise AuthError('no: ' + self.api_key) from None",
        "raise X('%s' % client_secret)",
    ],
    "secret-in-url": [
        "u = f'https://a.b/c?api_key={api_key}'",
        "u = f'{base}/x?a=1&token={auth_token}'",
        "u = 'https://a.b/?password=' + quote(password)",
        "u = base + '/x?secret=' + secret",
    ],
    "base64-as-encryption": [
        "def encrypt_password(p):\n    return base64.b64encode(p.encode()).decode()",
        "def decrypt(text):\n    return b64decode(text)",
    ],
    "weak-cipher": [
        "def encrypt_password(p, key):\n    return AES.new(key, AES.MODE_ECB).encrypt(p)",
        "def seal(password, key):\n    c = Cipher(algorithms.AES(key), modes.ECB())",
        "def hide(api_key, key):\n    return ARC4.new(key).encrypt(api_key)",
    ],
    "weak-password-hash": [
        "h = hashlib.md5(password.encode()).hexdigest()",
        "h = hashlib.sha1(user.password).digest()",
        "h = hashlib.new('SHA-1', passwd.encode('utf-8'))",
        "h = md5(f'{salt}{password}'.encode())",
    ],
    "hard-coded-key": [
        "c = AES.new(b'0123456789abcdef', AES.MODE_GCM, nonce=n)",
        "f = Fernet('a literal key in the code')",
        "t = jwt.encode(claims, 'not so secret', algorithm='HS256')",
        "c = Cipher(algorithms.AES(b'\\0' * 16), mode)",
        "a = AESGCM(key='0123456789abcdef'.encode())",
    ],
    "static-iv": [
        "c = AES.new(key, AES.MODE_CBC, b'0123456789abcdef')",
        "c = AES.new(key, AES.MODE_CBC, iv=b'\\0' * 16)",
        "c = Cipher(algorithms.AES(key), modes.CBC(b'\\0' * 16))",
    ],
    "credentials-without-tls-check": [
        "requests.get(url, auth=(user, pw), verify=False)",
        "s.post(url, headers={'Authorization': h}, verify=False)",
        "httpx.post(url, data={'password': password}, verify=False)",
    ],
}
NEGATIVE = {
    "secret-in-log": [
        "log.info('length %d', len(password))",
        "log.info('set: %s', password is not None)",
        "log.info('password changed for %s', user)",
        "log.info(mask(password))",
        "math.log(secret)",
        "dialog.show(password)",
        "log.debug('token %s', token)",
        "log.info(wrong_password)",
    ],
    "secret-in-output": [
        "print(password, file=handle)",
        "print('password')",
        "print(password[:2])",
        "out.print(password)",
    ],
    "secret-in-exception": [
        "raise ValueError('no password')",
        "raise Bad(password)",
        "raise Bad(f'no {secret} there')",
        "raise",
        "raise Bad(f'{len(password)}')",
    ],
    "secret-in-url": [
        "u = f'https://a/{api_key}'",
        "u = f'?x={name}'",
        "u = 'api_key=' + api_key",
        "u = f'{a} ? b={api_key}'",
    ],
    "base64-as-encryption": [
        "def encrypt(p):\n    return b64encode(fernet.encrypt(p))",
        "def basic(user, password):\n    return b64encode(password)",
        "def encrypt(p, k):\n    return b64encode(bytes(a ^ b for a, b in zip(p, k)))",
    ],
    "weak-cipher": [
        "def block(data, key):\n    return AES.new(key, AES.MODE_ECB).encrypt(data)",
        "def encrypt_password(p, key):\n    return AES.new(key, AES.MODE_GCM)",
    ],
    "weak-password-hash": [
        "hashlib.md5(data)",
        "hashlib.sha256(password)",
        "hashlib.new(name, password)",
        "md5(api_key)",
    ],
    "hard-coded-key": [
        "AES.new(key, m)",
        "Fernet(os.environ['K'])",
        "jwt.encode(c, key)",
        "AES.new('short', m)",
        "Fernet()",
    ],
    "static-iv": [
        "AES.new(key, AES.MODE_CBC, iv)",
        "modes.CBC(os.urandom(16))",
        "modes.ECB()",
        "AES.new(key, m, nonce=None)",
    ],
    "credentials-without-tls-check": [
        "requests.get(url, verify=False)",
        "jwt.decode(id_token, verify=False)",
        "requests.get(url, auth=(u, p), verify=True)",
        "requests.get(url, auth=None, verify=False)",
        "requests.get(url, auth=(u, p), verify=path)",
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in POSITIVE.items() for text in texts])
def test_misuse_is_found(found: Found, rule: str, text: str) -> None:
    assert [name for name, _ in found("a.py", f"import x\n\n{text}\n")] == [rule]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEGATIVE.items() for text in texts])
def test_right_use_is_no_finding(found: Found, rule: str, text: str) -> None:
    assert rule not in {name for name, _ in found("a.py", f"password = 1\n{text}\n")}


def test_each_detector_has_its_samples() -> None:
    assert set(POSITIVE) == set(NEGATIVE)
    assert len(POSITIVE) <= len(DETECTORS)
    assert all(len(texts) >= 2 for texts in (*POSITIVE.values(), *NEGATIVE.values()))


@pytest.mark.parametrize(
    "content",
    [
        b"print(password",
        b"\xff password",
        b"x = '\0' # password",
        b"(" * 100_000 + b"password",
        b"",
        b"print password\n",
    ],
)
def test_what_is_no_python_holds_nothing_and_stops_nothing(content: bytes) -> None:
    assert parse(content) is None or not list(parse(content).calls())  # type: ignore[union-attr]


@pytest.mark.parametrize("before", ["", "\ufeff", "# é\r\n", "x = 'é'\ry = 1\n", "'''\f\u2028'''\n"])
def test_place_is_right_behind_marks_line_ends_and_letters(before: str) -> None:
    content = f"{before}print(password)\n".encode()
    module = parse(content)
    assert module is not None
    (hit,) = [hit for detector in DETECTORS for hit in detector(module)]
    assert content[hit.begin : hit.end] == b"print"


def test_faults_of_the_file_are_not_warned_of(found: Found) -> None:
    assert found("a.py", "x = '\\d'\nprint(password)\n") == [("secret-in-output", "print(password)")]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("hard-coded-key", "KEY = b'0123456789abcdef'\ndef f(a):\n    return AES.new(KEY, AES.MODE_GCM)  # secret\n"),
        ("hard-coded-key", "SECRET = 'a literal key'\ndef f(a):\n    return jwt.encode(a, SECRET)\n"),
        ("static-iv", "IV = b'0' * 16\ndef f(k):\n    return AES.new(k, AES.MODE_CBC, IV)  # secret\n"),
        ("static-iv", "def f(k):\n    return Cipher(algorithms.AES(k), modes.CBC(bytes(16)))  # secret\n"),
        ("weak-password-hash", "def f(password):\n    h = hashlib.md5()\n    h.update(password)\n"),
        ("weak-password-hash", "hashlib.sha1(bytes(password, 'utf8'))\n"),
        ("weak-cipher", "def encrypt(secret, k):\n    return ''.join(chr(ord(c) ^ k) for c in secret)\n"),
        ("weak-cipher", "def encrypt(secret):\n    return codecs.encode(secret, 'rot_13')\n"),
    ],
)
def test_weak_encryption_is_found_through_names(found: Found, rule: str, text: str) -> None:
    assert [name for name, _ in found("a.py", text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "KEY = os.environ['SECRET_KEY']\ndef f(a):\n    return AES.new(KEY, AES.MODE_GCM)\n",
        "KEY = 'a literal key'\nKEY = load()\ndef f(a):\n    return jwt.encode(a, KEY)\n",
        "def f(k, secret):\n    return AES.new(k, AES.MODE_CBC, bytes(iv))\n",
        "def f(password):\n    h = hashlib.sha256()\n    h.update(password)\n",
        "def toggle(secret, k):\n    return chr(ord(secret) ^ k)\n",
    ],
)
def test_sound_encryption_is_no_finding(found: Found, text: str) -> None:
    assert found("a.py", text) == []
