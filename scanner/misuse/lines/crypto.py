"""Weak encryption in languages without a parser here: broken ciphers, keys and vectors in the code, fast hashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.lines.expressions import names_in, without_texts
from scanner.misuse.names import is_password, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

CIPHER = re.compile(
    rb"Cipher\.getInstance\([ \t]*\"((?:DES|DESede|RC4|ARCFOUR|RC2|Blowfish)\b[^\"]*|[^\"]*/ECB/[^\"]*|AES)\"|"
    rb"OpenSSL::Cipher(?:::Cipher)?\.new\([ \t]*[\"']((?i:des\b[\w-]*|des3|rc4|rc2[\w-]*|bf-[\w-]*|[\w-]*-ecb))[\"']|"
    rb"openssl_(?:en|de)crypt\([^;\n]{0,200}?[\"']((?i:des-[\w-]*|rc4|rc2[\w-]*|bf-[\w-]*|[\w-]*-ecb))[\"']|"
    rb"\b(des\.NewCipher|rc4\.NewCipher|NewTripleDESCipher|MCRYPT_MODE_ECB|CipherMode\.ECB|OpenSSL::Cipher::DES|"
    rb"(?:Triple)?DESCryptoServiceProvider|RC2CryptoServiceProvider|(?:Triple)?DES\.Create|RC2\.Create)\b"
)
NEAR = 400
"""Bytes to each side in which a cipher must have a name of a secret beside it."""

CONSTANT = re.compile(
    rb"^[ \t]*(?:(?:public|private|protected|internal|static|final|const|readonly|var|val|let|String|string|byte\[\]|"
    rb"\[\]byte|define)[ \t(]+)*[\"']?([A-Za-z_]\w*)[\"']?[ \t]*(?::?=|,)[ \t]*(?:\[\]byte\([ \t]*)?"
    rb"(?:\"([^\"\n$#{}]{8,64})\"|'([^'\n]{8,64})')(?:\.getBytes\([^)\n]*\))?[ \t)]*;?[ \t]*(?://[^\n]*|#[^\n]*)?$",
    re.MULTILINE,
)
CALLED = re.compile(rb"[\w.:]+\(\Z")
LITERAL = rb"(?:\"[^\"\n$#{}]{8,}\"|'[^'\n]{8,}'|(?P<%s>[A-Za-z_]\w*))"
"""A text, or a name that may stand for one."""

BYTES = (
    rb"(?:\[\]byte\([ \t]*" + LITERAL % b"go_name" + rb"[ \t]*\)|"
    rb"[\w.]*Encoding\.\w+\.GetBytes\([ \t]*"
    + LITERAL % b"sharp_name"
    + rb"[ \t]*\)|"
    + LITERAL % b"own_name"
    + rb"(?:\.(?:getBytes|toByteArray)\([^)\n]*\))?)"
)
KEYED = re.compile(
    rb"(?P<what>\bnew[ \t]+SecretKeySpec|\bSecretKeySpec|\baes\.NewCipher|\bSignedString|"
    rb"\bnew[ \t]+SymmetricSecurityKey)\([ \t]*" + BYTES + rb"[ \t]*[,)]"
)
GIVEN = re.compile(rb"(?P<what>\.[kK]ey)[ \t]*=[ \t]*" + BYTES + rb"[ \t]*;?[ \t]*(?:[#/][^\n]*)?$", re.MULTILINE)
SIGNED = re.compile(rb"(?P<what>\bJWT(?:::|\.)encode)\([^,\n]{1,200},[ \t]*" + BYTES + rb"[ \t]*[,)]")
ARRAY = rb"\{[\s\d,x()a-fA-Fbyte-]{15,}\}"
VECTOR = re.compile(
    rb"(?P<what>\bnew[ \t]+IvParameterSpec|\bIvParameterSpec|\bNewCBC(?:En|De)crypter|\bNewCTR|\.(?:iv|IV)[ \t]*=)"
    rb"(?:\([ \t]*(?:\w+[ \t]*,[ \t]*)?|[ \t]*)"
    rb"(?:new[ \t]+byte\[(?:\d+\]|\][ \t]*" + ARRAY + rb")|ByteArray\(\d+\)|make\(\[\]byte,[ \t]*\d+\)|" + BYTES + rb")"
    rb"[ \t]*(?:[,);]|$|[#/])",
    re.MULTILINE,
)
ZEROS = re.compile(
    rb"\bstatic\b[^=;\n]*\b(\w+)[ \t]*=[ \t]*"
    rb"(?:new[ \t]+byte\[\d+\]|(?:new[ \t]+byte\[\][ \t]*)?" + ARRAY + rb")[ \t]*;"
)
"""Vectors that are set once; those of a function are mostly filled from a source of random numbers."""

OPENSSL = re.compile(
    rb"openssl_(?:en|de)crypt\([^,\n]{1,100},[^,\n]{1,60},[ \t]*(?P<key>[^,\n]{1,80}),"
    rb"[^,\n]{1,60},[ \t]*(?P<iv>[^,\n)]{1,80})[,)]"
)
PLAIN = re.compile(rb"[\"'][^\"'\n$]{8,}[\"']")
HASHED = re.compile(
    rb"(?:(?<![\w>:$.])(?P<php>md5|sha1)|(?<![\w>:$.])hash(?=\([ \t]*[\"'](?P<named>md5|sha1)[\"'][ \t]*,)|"
    rb"\bDigest::(?P<ruby>MD5|SHA1)\.(?:hex|base64)?digest|\b(?P<go>md5|sha1)\.Sum|"
    rb"\bDigestUtils\.(?P<apache>md5|sha1?)(?:Hex|DigestAsHex)?|"
    rb"(?:\bMessageDigest\.getInstance\([ \t]*\"(?P<java>MD5|SHA-?1)\"[ \t]*\)|\b(?P<made>md5|sha1)\.New\(\)|"
    rb"\b(?P<sharp>MD5|SHA1)\.(?:Create\(\)|HashData))(?:[^{}]{0,300}?\.(?:digest|update|Write|ComputeHash)|"
    rb"[^{}]{0,200}?\bio\.WriteString|(?<=HashData))?)\((?P<given>[^\n]{1,200})"
)
BASE64 = re.compile(
    rb"\bbase64_(?:en|de)code|\bBase64\.\w*(?:en|de)code\w*|\bConvert\.(?:To|From)Base64String|\bbase64\.\w+\.\w+"
)
FUNCTION = re.compile(
    rb"^[ \t]*(?:(?:public|private|protected|internal|static|final|async|override|export)[ \t]+)*"
    rb"(?:function|def|func|fun|fn|[\w<>\[\]]{1,60})[ \t]+(?:\([^)\n]{0,60}\)[ \t]*)?(?:self\.)?"
    rb"(\w{0,40}(?:[eE]n|[dD]e)crypt\w{0,40})[ \t]*\([^;\n]{0,200}?\)(?=[^;\n]{0,80}(?:\{|=>|\n))",
    re.MULTILINE,
)
ENDED = re.compile(rb"\n[ \t]{0,4}(?:\}|end\b)|\n[ \t]*\n[ \t]*(?:public|private|func|def|function)\b")
LONGEST_FUNCTION = 800
ENCRYPTION = re.compile(
    rb"cipher|openssl|mcrypt|sodium|aes|rsa|\bseal|\bkms|gpg|protect|crypto\b|\^|crypt_|crypt\w*\(|doFinal",
    re.IGNORECASE,
)


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each weak cipher, key or vector in the code, fast hash of a password, and base64 called encryption."""
    content = text.content
    yield from _ciphers(content)
    constants = {found[1] for found in CONSTANT.finditer(content)}
    keyed = [*KEYED.finditer(content), *SIGNED.finditer(content)]
    ciphers = b"Cipher" in content or b"Aes" in content
    keyed += GIVEN.finditer(content) if ciphers else ()
    for found in keyed:
        if _is_written(found, constants):
            yield Hit("misuse-hard-coded-key", found.start(), found.end("what"), _called(found))
    constants |= {found[1] for found in ZEROS.finditer(content) if b"nextBytes(%s)" % found[1] not in content}
    for found in VECTOR.finditer(content):
        if (ciphers or not found["what"].startswith(b".")) and _is_written(found, constants):
            yield Hit("misuse-static-iv", found.start(), found.end("what"), _called(found))
    for found in OPENSSL.finditer(content):
        for rule, group in (("misuse-hard-coded-key", "key"), ("misuse-static-iv", "iv")):
            if PLAIN.fullmatch(found[group].strip()):
                yield Hit(rule, found.start(group), found.end(group), f"openssl_encrypt({group})")
    yield from _hashes(content)
    for found in FUNCTION.finditer(content):
        end = ENDED.search(content, found.end(), found.end() + LONGEST_FUNCTION)
        body = content[found.end() : end.start() if end else found.end() + LONGEST_FUNCTION]
        coded = BASE64.search(body)
        if coded is not None and not ENCRYPTION.search(body):
            begin = found.end() + coded.start()
            yield Hit("misuse-base64-as-encryption", begin, begin + len(coded[0]), f"{found[1].decode()}: base64")


def _ciphers(content: bytes) -> Iterator[Hit]:
    for found in CIPHER.finditer(content):
        around = content[max(0, found.start() - NEAR) : found.end() + NEAR]
        if any(is_secret(each.decode()) for each in re.findall(rb"[A-Za-z_]\w{3,}", without_texts(around))):
            named = next(each for each in found.groups() if each is not None)
            yield Hit("misuse-weak-cipher", found.start(), found.end(), named.decode())


def _is_written(found: re.Match[bytes], constants: set[bytes]) -> bool:
    """Whether the value is a literal, or a name that only the file itself sets, to a literal."""
    names = [name for group in ("go_name", "sharp_name", "own_name") if (name := found[group]) is not None]
    return not names or names[0] in constants


def _called(found: re.Match[bytes]) -> str:
    return found["what"].decode().removeprefix("new").strip(" \t.=")


def _hashes(content: bytes) -> Iterator[Hit]:
    for found in HASHED.finditer(content):
        algorithm = next(value for key, value in found.groupdict().items() if value and key != "given").decode()
        begin, end = found.span("given")
        for name in names_in(_first_call(content[begin:end])):
            if is_password(name):
                called = CALLED.search(content, found.start(), begin)
                start = called.start() if called else found.start()
                shown = f"{algorithm.lower().replace('-', '')}({name})"
                yield Hit("misuse-weak-password-hash", start, begin, shown.replace("sha(", "sha1("))
                break


def _first_call(given: bytes) -> bytes:
    """Return what stands up to the parenthesis that closes the call."""
    depth = 1
    for at, one in enumerate(given):
        depth += (one == ord("(")) - (one == ord(")"))
        if not depth:
            return given[:at]
    return given
