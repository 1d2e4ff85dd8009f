"""Fields as zod and `.env.schema` declare them, and values to be held against both; None: the variable is not set."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One variable."""

    zod: str
    item: str
    """Decorators, and behind the last `=` what the schema sets."""
    values: tuple[str | None, ...]


NUMBERS = ("3000", "0", "-1", "1.5", "65535", "65536", "abc", "30a", "0x10", "1e3", " 80 ", "", None)

FIELDS = (
    Field(
        'z.enum(["development", "production", "test"])',
        "# @type=enum(development, production, test)\nV=",
        ("development", "test", "Production", "staging", " test", "", None),
    ),
    Field(
        "z.url()",
        "# @type=url\nV=",
        (
            "https://example.com",
            "postgres://u:p@db:5432/x",
            "http://localhost:3000/a?b=c",
            "example.com",
            "no",
            "",
            None,
        ),
    ),
    Field("z.string().min(32)", "# @type=string(minLength=32)\nV=", ("a" * 31, "a" * 32, "é" * 32, "", None)),
    Field("z.string().min(20)", "# @type=string(minLength=20)\nV=", ("a" * 19, "a" * 20, " " * 20, "", None)),
    Field("z.string().max(3)", "# @type=string(maxLength=3)\nV=", ("abc", "abcd", "", None)),
    Field("z.string().length(64)", "# @type=string(isLength=64)\nV=", ("0" * 63, "0" * 64, "0" * 128, "", None)),
    Field("z.string().startsWith('sk_')", "# @type=string(startsWith=sk_)\nV=", ("sk_1", "pk_1", "SK_1", None)),
    Field("z.string().regex(/^[a-z]+$/)", "# @type=string(matches=/^[a-z]+$/)\nV=", ("abc", "aBc", "ab1", None)),
    Field("z.coerce.number().int().min(1).max(65535).default(3000)", "# @type=port(min=1)\nV=3000", NUMBERS),
    Field("z.coerce.number()", "# @type=number\nV=", NUMBERS),
    Field(
        "z.stringbool()",
        "# @type=boolean\nV=",
        ("true", "false", "1", "0", "yes", "no", "on", "off", "TRUE", "2", "maybe", "", None),
    ),
    Field(
        "z.email()", "# @type=email\nV=", ("a@example.com", "a.b+c@example.co", "a@b", "no", "@example.com", "", None)
    ),
    Field(
        "z.uuid()",
        "# @type=uuid\nV=",
        ("123e4567-e89b-42d3-a456-426614174000", "123e4567e89b42d3a456426614174000", "no", "", None),
    ),
    Field("z.ipv4()", "# @type=ip(version=4)\nV=", ("127.0.0.1", "256.0.0.1", "::1", "no", "", None)),
    Field("z.string().optional()", "# @optional\nV=", ("a", "", None)),
)
