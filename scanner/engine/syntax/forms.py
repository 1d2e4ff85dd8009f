"""The forms in which a value is given to a name, each as a pattern of what stands between the two.

A pattern begins behind the name and the quotes and brackets that close it, and ends where the value begins.
"""

from __future__ import annotations

from scanner.engine.syntax.literal import Literal, compiled, quoted_at
from scanner.engine.syntax.loose import bare_at, block_at
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named

VALUE_KEYS = rb"""(?:[a-zA-Z]{0,12}_?)?(?:[vV]alue|VALUE|[dD]efault(?:_?[vV]alue)?|DEFAULT|val|[cC]ontent|plaintext)"""
NAME_KEYS = rb"""(?i:[a-z]{0,10}[_\-]?(?:name|key|id|field|variable|var|env|option|setting|property|label))"""

TYPE = rb"""&?+(?:'[a-z]{1,12}[ ])?+(?:mut[ ])?+[\[\]*]{0,4}+[A-Za-z_][\w.:]{0,40}+(?:[<\[][\w.,\ |?<>\[\]&']{0,60}+[>\]]?)?+[?!]?+"""
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
    (?: string | String (?: ::from | \.valueOf )?+ | Buffer\.from | bytes(?:\.fromhex)?+ | bytearray | \[\]byte | Some | Ok
      | Secret (?: Str (?:ing)?+ | Key | Value )?+ (?: ::new | \.of )?+ | SecureString | Password (?:\.of)?+ | NSString
      | b64decode | decodestring | atob | fromhex | DecodeString | unhexlify | Convert\.FromBase64String | str | unicode
      | Redacted | Sensitive | Cow::Borrowed | Bytes::from | quote | text | Optional\.of | StringValue | c_char_p )
    \( \s{0,40}+
  | [\w.$\[\]"'(){},\ :>\-]{3,100}? [ \t]{0,8} (?: \|\| | \?\?=? | \?: | \bor\b ) [ \t]{0,8} (?=["'`])
){0,3}
"""
SECOND = rb"""\s{0,8}+,\s{0,8}+(?=["'][^"'\r\n]{4,200}["']\s{0,8}\))"""
"""Between a user and a password in a pair, as in `auth=("user", "…")`."""

FALLBACK = rb"""(?x) [)\]]{0,2}+ (?:
    \s{0,24}+ (?: \|\| | \?\?=? | \?: | \bor\b | // | \bdefault\b ) \s{0,24}+ [\w.(]{0,20}?
  | \.unwrap_or(?:_else)?+ \( (?: \| _? \| \s? )?+
  | [ ]? \{ [ ]? (?=["'])
) (?=["'`]) """
ARGUMENT = rb"""(?x) \s{0,8}+ , \s{0,40}+ (?: (?:default|defaultValue|fallback|def|value) \s{0,4}+ [=:] \s{0,4}+ )?+ [bBrRuUL@N$]{0,2} (?=\\?["'`]) """
CALL = rb"""\(\s{0,40}+[bBrRuUL@$]{0,2}(?=["'`])"""
STATEMENT = rb"""[ \t]{1,24}+(?=["'])"""
ELEMENT = rb"""(?x) (?: [ \t] [^<>\r\n]{0,160}+ (?<![/]) )?+ (?: > | &gt; ) \s{0,80}+ (?: <(?:[vV]alue|string|val)> \s{0,8}+ )?+ (?: <!\[CDATA\[ )?+ """
SIBLING = rb"""</\w{1,20}> \s{0,80} <(?:string|[vV]alue|val|data)> """.replace(b" ", b"")
ATTRIBUTE = (
    rb"""(?x) \s{1,80}+ (?: [\w:\-]{1,30}+ = "[^"<>]{0,100}+" \s{1,80}+ ){0,3}? """ + VALUE_KEYS + rb""" = (?=["']) """
)
PAIR = (
    rb"""(?x) \s{0,8}+ [,;]?+ \s{0,80}+ (?: - [ ]{1,4} )?+ \\{0,4}+ ["']?+ """
    + VALUE_KEYS
    + rb""" \\{0,4}+ ["']?+ \s{0,8}+ (?: => | [:=] ) [ \t]{0,24}+ """
)
NESTED = (
    rb"""(?x) \s{0,8}+ (?: => | [:=] )?+ [ \t]{0,8}+ (?: \{ [^{}]{0,400}? | \r?\n (?: [ \t]{1,40}+ (?:type|description|required|sensitive)[ ]?: [^\r\n]{0,100}+ \r?\n ){0,4}+ [ \t]{1,40}+ ) (?<![\w]) \\{0,4}+ ["']?+ """
    + VALUE_KEYS
    + rb""" \\{0,4}+ ["']?+ \s{0,8}+ (?: => | [:=] ) [ \t]{0,24}+ """
)
BEHIND_NAME_KEY = (
    rb"""(?x) """ + NAME_KEYS + rb""" \\{0,4}+ ["']?+ [ \t]{0,8}+ (?: => | [:=] ) [ \t]{0,8}+ \\{0,4}+ ["']?+ \Z """
)
VALUE_FIRST = (
    rb"""(?x) """
    + VALUE_KEYS
    + rb""" ["']?+ \s{0,8}+ (?: => | [:=] ) \s{0,8}+ (?=["']) (?P<rest> ["'][^"'\r\n]{4,300}["'] \s{0,8} [,;]? \s{0,80} ["']?+ """
    + NAME_KEYS
    + rb""" ["']?+ [ \t]{0,8}+ (?: => | [:=] ) [ \t]{0,8}+ ["']?+ ) \Z """
)
STATEMENT_HEAD = (
    rb"""(?i:[ \t]*+(?:#[ \t]{0,4}define[ \t]+|ENV[ \t]+|ARG[ \t]+|set(?:env|x)?[ \t]+|default[ \t]+|-)?)\Z"""
)
GETTERS = (
    b"get read load fetch find lookup is has from print log input prompt assert expect validate verify decode parse hash "
    b"should must can will cannot encrypt decrypt delete remove create make generate require check test show mask redact strip describe it"
).split()
LONGEST_BEFORE = 400


class Reading(NamedTuple):
    """A value that a name is given, and in which form."""

    form: str
    literal: Literal


def readings(content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
    """Yield the values that the name may be given, the likeliest form first."""
    at = name.behind
    while content[at : at + 1] in (b" ", b"\t") and at < name.behind + 24:
        at += 1
    sign = content[at : at + 1]
    before = content[max(0, name.outer_begin - LONGEST_BEFORE) : name.outer_begin]
    if before.endswith(b"${") and (expansion := expansion_at(content, name.end)):
        yield Reading("expansion", expansion)
        return
    if compiled(BEHIND_NAME_KEY).search(before[-48:]):
        yield from pair(content, name, before, path)
        return
    if (
        sign in (b"=", b":", b"-", b"<", b"!", b"?", b"+", b"|", b"&", b".", b"[")
        or name.bracket
        or sign.isalpha()
        or sign == b"*"
    ):
        yield from assigned(content, name, path)
    if sign in (b"{", b":", b"=", b"\r", b"\n"):
        yield from after("nested", NESTED, content, name.behind)
    if sign in (b"|", b"?", b"o", b"/", b")", b"]", b".", b"d", b"{") or name.bracket:
        yield from after("fallback", FALLBACK, content, name.behind)
    if sign == b"," and name.quote and name.bracket == b"":
        yield from argument(content, name, before)
    if sign == b"," and not name.quote and before[-1:] in (b"", b"\n"):
        yield from row(content, name)
    if sign == b"(" and not name.quote and not is_getter(method(content, name)):
        yield from after("call", CALL, content, name.behind)
    if sign in (b">", b"&") or (sign and before[-1:] == b"<") or (name.quote and sign.isalpha()):
        yield from element(content, name)
        yield from after("attribute", ATTRIBUTE, content, name.behind)
    if sign in (b"<",):
        yield from sibling(content, name)
    if sign in (b'"', b"'") and not name.quote and at > name.behind:
        line = before[before.rfind(b"\n") + 1 :]
        if compiled(STATEMENT_HEAD).match(line):
            yield from after("statement", STATEMENT, content, name.behind)


def after(form: str, pattern: bytes, content: bytes, at: int) -> Iterator[Reading]:
    """Yield the quoted value behind the pattern."""
    found = compiled(pattern).match(content, at)
    literal = quoted_at(content, found.end()) if found else None
    if literal is not None:
        yield Reading(form, literal)
    elif found and form == "nested":
        yield from bare(content, found.end(), None, b"")


def assigned(content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
    """Yield the value behind an operator: quoted, a block, or bare."""
    operator = compiled(OPERATOR).match(content, name.behind)
    if operator is None:
        return
    is_colon = operator.group().strip() == b":"
    if is_colon and (content[name.begin - 1 : name.begin] == b":" or (b"\n" in operator.group() and not name.quote)):
        return  # parts of a resource's name are parted by colons; a heading ends in one
    at = operator.end()
    wrapper = compiled(WRAPPER).match(content, at)
    opened = b"(" in wrapper.group()
    literal = quoted_at(content, wrapper.end(), adjacent=opened)
    if literal is not None:
        second = compiled(SECOND).match(content, literal.behind) if opened else None
        yield Reading("assignment", (quoted_at(content, second.end()) if second else None) or literal)
        return
    block = block_at(content, at, name.outer_begin)
    if block is not None:
        yield Reading("block", block)
    elif not opened and not operator.group().strip().startswith((b"==", b"!=")):
        yield from bare(content, wrapper.end(), name, path)


def bare(content: bytes, at: int, name: Named | None, path: bytes) -> Iterator[Reading]:
    """Yield the value without quotes; in a text or an address it is as good as quoted."""
    outside, inside = bare_at(content, at, name.outer_begin if name else at, path)
    if outside is not None:
        yield Reading("bare", outside)
    elif inside is not None:
        yield Reading("text", inside)


def row(content: bytes, name: Named) -> Iterator[Reading]:
    """Yield the second field of a line of comma-separated values."""
    found = compiled(rb"""[ \t]?,[ \t]?(?P<value>[^\s,"'`<>;()]{8,512}+)(?=,|\r?\n|\Z)""").match(content, name.behind)
    if found:
        yield Reading("row", Literal(found.start("value"), found.end("value"), found["value"], found.end()))


def argument(content: bytes, name: Named, before: bytes) -> Iterator[Reading]:
    """Yield the value behind a name and a comma: arguments of a call, or a pair that holds nothing else."""
    is_call = compiled(rb"[\w\]>]\(\s{0,40}[bBrRuU@]?\Z").search(before[-48:])
    if not is_call and not compiled(rb"[(\[{]\s{0,40}\Z").search(before[-48:]):
        return
    for reading in after("argument", ARGUMENT, content, name.behind):
        if b" " not in reading.literal.value and (
            is_call or compiled(rb"\s{0,40}[)\]}]").match(content, reading.literal.behind)
        ):
            yield reading


def pair(content: bytes, name: Named, before: bytes, path: bytes) -> Iterator[Reading]:
    """Yield the value that stands beside a name which is itself a value, as in `{"name": "TOKEN", "value": "…"}`."""
    found = compiled(PAIR).match(content, name.behind)
    if found:
        literal = quoted_at(content, found.end()) or block_at(content, found.end(), name.outer_begin)
        if literal is not None:
            yield Reading("pair", literal)
            return
        yield from bare(content, found.end(), name, path)
    first = compiled(VALUE_FIRST).search(before + name.quote)
    if first:
        literal = quoted_at(content, name.begin - len(first["rest"]))
        if literal is not None:
            yield Reading("pair", literal)
    yield from after("attribute", ATTRIBUTE, content, name.behind)
    yield from element(content, name)


def element(content: bytes, name: Named) -> Iterator[Reading]:
    """Yield the text of the XML element that has this name, as its tag or as an attribute."""
    found = compiled(ELEMENT).match(content, name.behind)
    text = compiled(rb"(?P<value>[^<>\r\n]{1,1024}+)(?=\s{0,80}+(?:</|\]\]>))").match(content, found.end()) if found else None
    if text is not None:
        yield Reading("element", stripped(text))


def sibling(content: bytes, name: Named) -> Iterator[Reading]:
    """Yield the text of the element behind the one that holds the name, as in property lists."""
    found = compiled(SIBLING).match(content, name.behind)
    text = compiled(rb"(?P<value>[^<>\r\n]{1,1024}+)(?=</)").match(content, found.end()) if found else None
    if text is not None:
        yield Reading("element", stripped(text))


def stripped(text: Any) -> Literal:
    """Return the matched text without the spaces around it."""
    value = text["value"]
    begin = text.start() + len(value) - len(value.lstrip())
    value = value.strip()
    return Literal(begin, begin + len(value), value, text.end())


def expansion_at(content: bytes, at: int) -> Literal | None:
    """Return the default in `${NAME:-value}`, `${NAME:=value}` or `${name:value}`."""
    found = compiled(rb":?[\-=]?(?P<value>[^\s{}\"'`<>]{1,256}+)(?=\})").match(content, at)
    return stripped(found) if found and found.start("value") > at else None


def method(content: bytes, name: Named) -> bytes:
    """Return the last part of a name with dots: that of the function that is called."""
    return content[name.begin : name.end].rpartition(b".")[2]


def is_getter(name: bytes) -> bool:
    """Whether the name is that of a function which takes the name of a secret, or any text, rather than the secret."""
    lowered = name.lower()
    return any(lowered.startswith(verb) for verb in GETTERS)
