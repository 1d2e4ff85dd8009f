"""What stands around or before a value that is assigned: a constructor, a tag, an alternative."""

from __future__ import annotations

from scanner.text.pattern import compiled

WRAPPER = rb"""(?x)
(?: !{1,2}[a-z]{1,12}[ ]{1,2} | &\w{1,30}[ ]{1,2}
  | \( \s{0,40}+
  | (?: new[ ] | & )?+ (?: std:: | base64\. | bytes\. | hex\. | System\. | ctypes\. )?+
    (?: string | String (?: ::from | \.valueOf )?+ | Buffer\.from | bytes(?:\.fromhex)?+ | bytearray
      | \[\]byte | Some | Ok
      | Secret (?: Str (?:ing)?+ | Key | Value )?+ (?: ::new | \.of )?+ | SecureString | Password (?:\.of)?+ | NSString
      | b64decode | decodestring | atob | fromhex | DecodeString | unhexlify | Convert\.FromBase64String | str | unicode
      | Redacted | Sensitive | Cow::Borrowed | Bytes::from | quote | text | Optional\.of | StringValue | c_char_p )
    \( \s{0,40}+
  | [\w.$\[\]"'(){},\ :>\-]{3,100}? [ \t]{0,8} (?: \|\| | \?\?=? | \?: | \bor\b ) [ \t]{0,8} (?=["'`])
){0,3}
"""

REACH = 128
"""Bytes within which an alternative ends: more than the pattern takes."""

FIRST = (b"!", b"&", b"(")
"""What a wrapper begins with that has no other mark."""


def wrapper_at(content: bytes, at: int) -> bytes:
    """Return what stands at the offset before the value, as `WRAPPER` matches it; mostly nothing."""
    return compiled(WRAPPER).match(content, at).group() if may_be_wrapped(content[at : at + REACH]) else b""


def may_be_wrapped(text: bytes) -> bool:
    """Whether `WRAPPER` may match more than nothing at the beginning of the text: a test that costs a tenth of it."""
    line = text.partition(b"\n")[0]
    if b"(" in line or text.startswith(FIRST):
        return True
    is_alternative = b"or" in line or b"|" in line or b"?" in line
    return is_alternative and (b'"' in line or b"'" in line or b"`" in line)
