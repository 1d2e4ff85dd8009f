"""Operators: `=`, `:`, `=>`, `:=`, `->`, `<-`, with a type before them or a constructor behind."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import bare, trimmed
from scanner.engine.syntax.literal import quoted_at
from scanner.engine.syntax.loose import block_at
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

TYPE = rb"""
    (?:[aA]s[ ])?+&?+(?:'[a-z]{1,12}[ ])?+(?:mut[ ])?+[\[\]*]{0,4}+[A-Za-z_][\w.:]{0,40}+
    (?:[<\[][\w.,\ |?<>\[\]&']{0,60}+[>\]]?)?+[?!]?+"""
OPERATOR = (
    rb"""(?x) [ \t]{0,24}+
(?: \[ [0-9A-Za-z_]{0,24}+ \] [ \t]{0,4}+ )?+
(?: (?: : [ \t]{0,4}+ | (?<=[ \t]) | (?<=\]) ) """
    + TYPE
    + rb"""(?: [ ]?\|[ ]?\w{1,20}+ ){0,2}+ [ \t]{0,8}+ (?= = (?![=>]) ) )?
(?: => | :{1,2}= | -> | <- | [?+|&.]{0,2} ={1,3} | ![=]{1,2} | : (?![:/=\-]) | :- )
[ \t]{0,40}+ (?: \\?+ \r?\n [ \t]{0,80}+ (?=["'`(]) )?+
"""
)
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
LIST = rb"""(?x) \[ \s{0,80}+
(?= [bBrRuU]? ["'] (?= [^"'\r\n0-9]{0,200}+ [0-9] ) [0-9A-Za-z+/=_\-]{16,512}+ ["'] \s{0,8} [,\]] ) """
"""The beginning of a list of texts without spaces, of which the first is read."""
SECOND = rb"""\s{0,8}+,\s{0,8}+(?=["'][^"'\r\n]{4,200}["']\s{0,8}\))"""
"""Between a user and a password in a pair, as in `auth=("user", "…")`."""

SIGNS = b"=:-<!?+|&.[*"


class Assigned:
    """An assignment in the narrow sense."""

    def fits(self, shape: Shape) -> bool:
        """Whether an operator, or a type before one, may follow."""
        return not shape.is_value and (shape.is_bracketed or shape.sign in SIGNS or shape.sign.isalpha())

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the value behind the operator: quoted, a block, or bare."""
        operator = compiled(OPERATOR).match(content, name.behind)
        if operator is None or is_no_assignment(operator.group(), content, name):
            return
        at = operator.end()
        listed = compiled(LIST).match(content, at)
        if listed:
            first = quoted_at(content, listed.end())
            if first is not None:
                yield Reading("list", first)
                return
        wrapper = compiled(WRAPPER).match(content, at)
        opened = b"(" in wrapper.group()
        literal = quoted_at(content, wrapper.end(), adjacent=opened)
        if literal is not None:
            second = compiled(SECOND).match(content, literal.behind) if opened else None
            yield Reading("assignment", (quoted_at(content, second.end()) if second else None) or literal)
            return
        if content[at : at + 1] in b"\r\n" and path.lower().endswith((b".yml", b".yaml")):
            yield from below(content, at, name)
            return
        block = block_at(content, at, name.outer_begin)
        if block is not None:
            yield Reading("block", block)
        elif not opened and not operator.group().strip().startswith((b"==", b"!=")):
            yield from bare(content, wrapper.end(), name.outer_begin, path)


def is_no_assignment(operator: bytes, content: bytes, name: Named) -> bool:
    """Whether a colon parts a resource's name (`arn:…:secret:…`), ends a heading, or belongs to a `?`."""
    if operator.strip() != b":":
        return False
    if name.before.endswith(b"? "):
        return True
    return content[name.begin - 1 : name.begin] == b":" or (b"\n" in operator and not name.quote)


def below(content: bytes, at: int, name: Named) -> Iterator[Reading]:
    """Yield the plain scalar that stands alone in the next line of a YAML file, indented deeper than its name."""
    indent = name.outer_begin - content.rfind(b"\n", 0, name.outer_begin) - 1
    found = compiled(
        rb"""\r?\n(?P<indent>[ ]{1,80}+)(?P<value>[^\s"'#&*!|>%@`{}\[\]-][^\r\n:]{0,512}+)(?=\r?\n|\Z)"""
    ).match(content, at)
    if found and len(found["indent"]) > indent:
        yield Reading("bare", trimmed(found))
