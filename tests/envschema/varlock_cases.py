"""Pairs of a schema and a `.env` file, which varlock and we are to judge alike. The verdicts are a golden file."""

from __future__ import annotations

from typing import NamedTuple

HEADER = "# @defaultSensitive=false\n# ---\n"

TYPED = {
    "string(minLength=3)": ["ab", "abc", '"a b"'],
    "string(maxLength=3)": ["abc", "abcd"],
    "string(isLength=4)": ["abcd", "abcde"],
    "string(startsWith=sk_)": ["sk_1", "pk_1"],
    "string(endsWith=.com)": ["a.com", "a.org"],
    "string(matches=/^[a-z]+$/)": ["abc", "aBc"],
    "string(matches=/^[a-z]+$/i)": ["aBc", "a1c"],
    'string(matches="^v[0-9]+$")': ["v12", "12"],
    "string(toUpperCase=true)": ["abc"],
    "number": ["1", "1.5", "-3", "abc", "1e3", "0x10", "1_000"],
    "number(min=1, max=10)": ["1", "10", "0", "11"],
    "number(isInt=true)": ["7", "7.5"],
    "number(precision=2)": ["1.234"],
    "number(isDivisibleBy=5)": ["10", "12"],
    "number(min=5, coerceToMinMaxRange=true)": ["1"],
    "boolean": ["true", "false", "1", "0", "yes", "no", "on", "off", "t", "f", "TRUE", "maybe", "2"],
    "port": ["80", "65535", "65536", "-1", "abc", "80.5", "0"],
    "port(min=1024)": ["80", "8080"],
    "enum(dev, staging, prod)": ["dev", "prod", "test", "Dev"],
    "email": ["a@example.com", "nobody", "a@b", "a.b+c@example.co.uk", "@example.com"],
    "url": [
        "https://example.com",
        "http://localhost:3000/x?y=1",
        "example.com",
        "postgres://u:p@h:5432/db",
        "https://",
    ],
    "url(prependHttps=true)": ["example.com", "https://example.com"],
    "url(allowedDomains=[example.com])": ["https://example.com/x", "https://evil.com"],
    "url(noTrailingSlash=true)": ["https://example.com/x", "https://example.com/x/"],
    "ip": ["127.0.0.1", "256.0.0.1", "1.2.3"],
    "ip(version=6)": ["::1", "127.0.0.1", "fe80::1"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456", "not-a-uuid"],
    "semver": ["1.2.3", "1.2", "1.2.3-rc.1", "v1.2.3", "01.2.3"],
    "isoDate": ["2027-01-31", "2027-13-01", "2027-01-31T10:00:00Z", "yesterday"],
    "md5": ["d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427", "zzzz"],
    "duration": ["30s", "5m", "2 parsecs", "1h", "abc"],
    "simple-object": ["'{\"a\": 1}'", "'{a'", "'[1]'"],
    "array(number)": ["1,2,3", "[1, 2]", "[1, x]", "1,x", "'[1, 2]'"],
    "string": ["[a, b]", "{a=1}", "concat(a, b)"],
    "array(string)": ["[a, b]", "{a=1}", "a"],
    "record": ["{a=1}", "[a]"],
    "array(string, minLength=2)": ["a", "a,b"],
    "array(email)": ["a@example.com,b@example.com", "a@example.com,b"],
}
"""Types, and values for each."""


class Case(NamedTuple):
    """One pair."""

    name: str
    schema: str
    files: dict[str, str]


def _typed() -> list[Case]:
    return [
        Case(f"{kind} {value}", f"{HEADER}# @type={kind}\nX=\n", {".env": f"X={value}\n"})
        for kind, values in TYPED.items()
        for value in values
    ]


def _case(name: str, schema: str, env: str, **more: str) -> Case:
    files = {".env": env, **{f".env.{key}": text for key, text in more.items()}}
    return Case(name, HEADER + schema, files)


OTHERS = [
    _case("required missing", "# @required\nX=\n", "Y=1\n"),
    _case("required empty", "# @required\nX=\n", "X=\n"),
    _case("required empty quotes", "# @required\nX=\n", 'X=""\n'),
    _case("required set", "# @required\nX=\n", "X=1\n"),
    _case("required with default", "# @required\nX=a\n", ""),
    _case("optional missing", "# @optional\nX=\n", ""),
    _case("optional of a type missing", "# @optional @type=port\nX=\n", ""),
    _case("optional of a type wrong", "# @optional @type=port\nX=\n", "X=a\n"),
    _case("required=false missing", "# @required=false\nX=\n", ""),
    _case("plain item missing", "X=\n", ""),
    _case("default wrong", "# @type=port\nX=abc\n", ""),
    _case("default overridden", "# @type=port\nX=abc\n", "X=80\n"),
    _case("unknown name", "# @optional\nX=\n", "Z=1\n"),
    _case("set twice", "# @type=port\nX=\n", "X=abc\nX=80\n"),
    _case("set twice, the last wrong", "# @type=port\nX=\n", "X=80\nX=abc\n"),
    _case("single quotes", "# @type=port\nX=\n", "X='80'\n"),
    _case("double quotes", "# @type=port\nX=\n", 'X="80"\n'),
    _case("backticks", "# @type=port\nX=\n", "X=`80`\n"),
    _case("export", "# @type=port\nX=\n", "export X=80\n"),
    _case("space beside =", "# @type=port\nX=\n", "X = 80\n"),
    _case("space before the name", "# @type=port\nX=\n", "  X=80\n"),
    _case("comment behind", "# @type=port\nX=\n", "X=80 # http\n"),
    _case("hash in a value", "# @type=string(isLength=3)\nX=\n", "X=abc#def\n"),
    _case("hash in quotes", "# @type=string(isLength=7)\nX=\n", 'X="abc#def"\n'),
    _case("CR LF", "# @type=port\nX=\n", "X=80\r\nY=1\r\n"),
    _case("several lines", "# @type=string(isLength=3)\nX=\n", 'X="a\nb"\n'),
    _case("escaped line end", "# @type=string(isLength=3)\nX=\n", 'X="a\\nb"\n'),
    _case("quote not closed", "# @optional\nX=\n", 'X="abc\n'),
    _case("no =", "# @optional\nX=\n", "X\n"),
    _case("reference", "# @type=port\nX=\n# @optional\nY=\n", "Y=80\nX=$Y\n"),
    _case("reference in braces", "# @type=url\nX=\n# @optional\nY=\n", "Y=a.example\nX=https://${Y}/x\n"),
    _case("reference to nothing", "# @optional\nX=\n", "X=${NOWHERE}\n"),
    _case("reference with fallback", "# @type=port\nX=\n", "X=${NOWHERE:-80}\n"),
    _case("reference in single quotes", "# @type=string(startsWith=$)\nX=\n", "X='${NOWHERE}'\n"),
    _case("circle", "X=\nY=\n", "X=$Y\nY=$X\n"),
    _case("reference to itself", "X=\n", "X=$X\n"),
    _case("dollars", "X=\n", "X=pa$$word\n"),
    _case("required by eq, holds", "M=a\n# @required=eq($M, b)\nX=\n", "M=b\n"),
    _case("required by eq, does not", "M=a\n# @required=eq($M, b)\nX=\n", "M=c\n"),
    _case("required by not", "# @optional\nM=\n# @required=not(isEmpty($M))\nX=\n", "M=c\n"),
    _case("required by not, empty", "# @optional\nM=\n# @required=not(isEmpty($M))\nX=\n", ""),
    _case("required if true", "# @type=boolean\nM=false\n# @required=$M\nX=\n", "M=true\n"),
    _case("required if false", "# @type=boolean\nM=false\n# @required=$M\nX=\n", "M=false\n"),
    _case("concat", '# @type=url\nX=concat("https://", $Y)\nY=\n', "Y=a.example\n"),
    _case("fallback", "# @type=port\nX=fallback($Y, 80)\n# @optional\nY=\n", ""),
    _case("if", "# @type=port\nX=if(eq($Y, a), 80, abc)\nY=\n", "Y=a\n"),
    _case("if not", "# @type=port\nX=if(eq($Y, a), 80, abc)\nY=\n", "Y=b\n"),
    _case("remap", "# @type=port\nX=remap($Y, a, 80)\nY=\n", "Y=a\n"),
    _case("remap without a match", "# @type=port\nX=remap($Y, a, 80)\nY=\n", "Y=b\n"),
    _case("unknown type", "# @type=nosuch\nX=\n", "X=1\n"),
    _case("unknown decorator", "# @nosuch\nX=\n", "X=1\n"),
    _case("unknown option", "# @type=string(nosuch=1)\nX=\n", "X=1\n"),
    _case("unknown function", "X=nosuch(1)\n", ""),
    _case("type twice", "# @type=port @type=url\nX=\n", "X=1\n"),
    _case("required and optional", "# @required @optional\nX=\n", "X=1\n"),
    _case("decorators on lines", "# @required\n# @type=port\nX=\n", "X=80\n"),
    _case("decorator behind the value", "X= # @type=port\n", "X=abc\n"),
    _case("words behind a decorator", "# @required # since May\nX=\n", "X=1\n"),
    _case("description", "# What it is for\n# @required\nX=\n", ""),
    _case("example", '# @required @example="abc"\nX=\n', ""),
    _case("docs", '# @required @docs("https://example.com/x")\nX=\n', "X=1\n"),
    _case("item twice", "X=1\nX=2\n", ""),
    _case("bad name in the schema", "BAD KEY=1\n", ""),
    _case("options on several lines", "# @type=enum(\n#   dev,\n#   prod\n# )\nX=\n", "X=prod\n"),
    _case("options on several lines, wrong", "# @type=enum(\n#   dev,\n#   prod\n# )\nX=\n", "X=test\n"),
    _case("quotes in enum", "# @type=enum('a b', \"c\")\nX=\n", "X=a b\n"),
    _case("local wins", "# @type=port\nX=\n", "X=abc\n", local="X=80\n"),
    Case("default not required", "# @defaultRequired=false @defaultSensitive=false\n# ---\nX=\n", {".env": ""}),
    Case("default required", "# @defaultRequired=true @defaultSensitive=false\n# ---\nX=\n", {".env": ""}),
    Case("infer, empty", "# @defaultRequired=infer @defaultSensitive=false\n# ---\nX=\n", {".env": ""}),
    Case("infer, set", "# @defaultRequired=infer @defaultSensitive=false\n# ---\nX=1\n", {".env": "X=\n"}),
    Case(
        "current environment's file",
        "# @currentEnv=$APP_ENV @defaultSensitive=false\n# ---\nAPP_ENV=dev\n# @type=port\nX=80\n",
        {".env": "APP_ENV=prod\n", ".env.prod": "X=abc\n"},
    ),
    Case(
        "another environment's file",
        "# @currentEnv=$APP_ENV @defaultSensitive=false\n# ---\nAPP_ENV=dev\n# @type=port\nX=80\n",
        {".env": "APP_ENV=dev\n", ".env.prod": "X=abc\n"},
    ),
    Case(
        "required for an environment, missing",
        "# @currentEnv=$APP_ENV @defaultSensitive=false\n# ---\nAPP_ENV=dev\n# @required=forEnv(prod)\nX=\n",
        {".env": "APP_ENV=prod\n"},
    ),
    Case(
        "required for another environment",
        "# @currentEnv=$APP_ENV @defaultSensitive=false\n# ---\nAPP_ENV=dev\n# @required=forEnv(prod)\nX=\n",
        {".env": "APP_ENV=dev\n"},
    ),
    Case("current environment unknown", "# @currentEnv=$NOWHERE\n# ---\nX=1\n", {".env": ""}),
    Case("unknown root decorator", "# @nosuch\n# ---\nX=1\n", {".env": ""}),
    Case("sensitive", "# @sensitive @required\nX=\n", {".env": "X=abcdefghijklmnop\n"}),
    Case("sensitive by prefix", "# @defaultSensitive=inferFromPrefix(PUBLIC_)\n# ---\nPUBLIC_X=1\n", {".env": ""}),
    Case("header only", "# @defaultSensitive=false\n# ---\n", {".env": "X=1\n"}),
    Case("empty schema", "", {".env": "X=1\n"}),
]

CASES = [*_typed(), *OTHERS]
