"""Names and their values in every form, each with the form that finds it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.syntax.assignment import AssignmentSyntax
from scanner.model import Fragment, Match, Provenance, Rule

KEYWORDS = (b"passw", b"token", b"secret")


@pytest.fixture
def matches(make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment]) -> Callable[..., list[Match]]:
    """Return the matches of the assignment syntax in a text."""

    def run(content: bytes, path: bytes = b"a.txt") -> list[Match]:
        lowered = content.lower()
        hits = sorted(
            {at + len(word) for word in KEYWORDS for at in range(len(content)) if lowered.startswith(word, at)}
        )
        rule = make_rule(syntax="assignment", regex="")
        return list(AssignmentSyntax().matches(rule, make_fragment(content, path), hits))

    return run


@pytest.mark.parametrize(
    ("text", "name", "form", "path"),
    [
        ('password = "⟦v⟧"', "password", "assignment", "a.py"),
        ("db_password: '⟦v⟧'", "db_password", "assignment", "a.yml"),
        ('"password" => "⟦v⟧"', "password", "assignment", "a.php"),
        ("password := `⟦v⟧`", "password", "assignment", "a.go"),
        ('var password string = "⟦v⟧"', "password", "assignment", "a.go"),
        ('const PASSWORD: &\'static str = "⟦v⟧";', "PASSWORD", "assignment", "a.rs"),
        ('char password[] = "⟦v⟧";', "password", "assignment", "a.c"),
        ('Const PASSWORD As String = "⟦v⟧"', "PASSWORD", "assignment", "a.vb"),
        ('password = r#"⟦v⟧"#;', "password", "assignment", "a.rs"),
        ('password = """⟦v⟧"""', "password", "assignment", "a.py"),
        ('password = String("⟦v⟧")', "password", "assignment", "a.py"),
        ('token_auth=("user", "⟦v⟧")', "token_auth", "assignment", "a.py"),
        ('password = config.x || "⟦v⟧"', "password", "assignment", "a.js"),
        ("password: !!str ⟦v⟧", "password", "bare", "a.yml"),
        ("password:\n  ⟦v⟧\n", "password", "bare", "a.yml"),
        ("PASSWORD=⟦v#w;x⟧", "PASSWORD", "bare", ".env"),
        ("PASSWORD=⟦v⟧ # comment", "PASSWORD", "bare", ".env"),
        ("x = 'Server=a;Password=⟦v⟧;Port=1'", "Password", "text", "a.cs"),
        ("https://a.test/?token=⟦v⟧&b=c", "token", "text", "a.py"),
        ("password: |\n  ⟦v⟧\nuser: a\n", "password", "block", "a.yml"),
        ("password = <<EOT\n⟦v⟧\nEOT\n", "password", "block", "a.tf"),
        (r"{\"password\": \"⟦v⟧\"}", "password", "assignment", "a.js"),
        ("&quot;password&quot;:&quot;⟦v⟧&quot;", "password", "assignment", "a.html"),
        ('{"name": "DB_PASSWORD", "value": "⟦v⟧"}', "DB_PASSWORD", "pair", "a.json"),
        ('{"value": "⟦v⟧", "name": "DB_PASSWORD"}', "DB_PASSWORD", "pair", "a.json"),
        ('{"password": {"value": "⟦v⟧"}}', "password", "nested", "a.json"),
        ('variable "db_password" {\n  default = "⟦v⟧"\n}', "db_password", "nested", "a.tf"),
        ('os.environ.get("DB_PASSWORD") or "⟦v⟧"', "DB_PASSWORD", "fallback", "a.py"),
        ('ENV.fetch("DB_PASSWORD") { "⟦v⟧" }', "DB_PASSWORD", "fallback", "a.rb"),
        ('os.getenv("DB_PASSWORD", "⟦v⟧")', "DB_PASSWORD", "argument", "a.py"),
        ("define('DB_PASSWORD', '⟦v⟧');", "DB_PASSWORD", "argument", "a.php"),
        ('cfg.set("db", "password", "⟦v⟧")', "password", "argument", "a.py"),
        ('x.setPassword("⟦v⟧");', "setPassword", "call", "a.java"),
        ("storePassword '⟦v⟧'", "storePassword", "statement", "a.gradle"),
        ('#define DB_PASSWORD "⟦v⟧"', "DB_PASSWORD", "statement", "a.h"),
        ("echo ${DB_PASSWORD:-⟦v⟧}", "DB_PASSWORD", "expansion", "a.sh"),
        ("<password>⟦v⟧</password>", "password", "element", "a.xml"),
        ('<entry key="password">⟦v⟧</entry>', "password", "element", "a.xml"),
        ("<key>password</key>\n<string>⟦v⟧</string>", "password", "element", "a.plist"),
        ('<field for="DbPassword" data-a="1" value="⟦v⟧"/>', "DbPassword", "attribute", "a.xml"),
        ("password,⟦v-12345⟧\n", "password", "row", "a.csv"),
        ("Authorization-Token: Bearer ⟦abcdefghij0123456789⟧", "Authorization-Token", "bare", "a.http"),
    ],
)
def test_value_is_found_in_the_form(
    matches: Callable[..., list[Match]], text: str, name: str, form: str, path: str
) -> None:
    marked = text.replace("⟦v", "⟦vAl1-x")
    before, _, rest = marked.partition("⟦")
    value, _, after = rest.partition("⟧")
    found = matches((before + value + after).encode(), path.encode())
    assert [(m.value.decode(), m.name.decode(), m.form) for m in found] == [(value, name, form)]
    begin = len(before.encode())
    assert (found[0].secret_begin, found[0].secret_end) == (begin, begin + len(value.encode()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('password = "ab1-" + "cd2-"', b"ab1-cd2-"),
        ('password = ("ab1-"\n    "cd2-")', b"ab1-cd2-"),
        ("password = 'ab1-' . 'cd2-';", b"ab1-cd2-"),
    ],
)
def test_pieces_are_one_value(matches: Callable[..., list[Match]], text: str, value: bytes) -> None:
    assert [m.value for m in matches(text.encode())] == [value]


@pytest.mark.parametrize(
    "text",
    [
        'print("password: " + user + "abc1234!")',
        'get_password("prod/Db/Passw0rd1")',
        'char password[64];\nchar name[] = "abc12345!";',
        "# tokens:\n('abc', 'def12345')",
        '["password", "hashing1"]',
        "parameters('name', 'password', 'abc12345', 'other', 'more')",
        "arn:aws:secretsmanager:eu:1:secret:abc-12345",
        'x ? "password" : "fail1234"',
        "password",
        "password" * 40 + "=abc12345",
    ],
)
def test_what_is_no_assignment_gives_no_value(matches: Callable[..., list[Match]], text: str) -> None:
    assert matches(text.encode()) == []


@given(st.lists(st.sampled_from([b"password", b"=", b":", b'"', b"'", b"\n", b"{", b"(", b",", b" ", b"\\", b"v1-x"])))
def test_matches_lie_in_any_text(parts: list[bytes]) -> None:
    content = b"".join(parts)
    hits = [at + 5 for at in range(len(content)) if content.startswith(b"passw", at)]
    fragment = Fragment(b"a.yml", content, Provenance("stdin"), 0, len(content), 1, 1)
    for match in AssignmentSyntax().matches(RULE, fragment, hits):
        assert 0 <= match.begin <= match.secret_begin < match.secret_end <= match.end <= len(content)


RULE = Rule("a-b", "A", "", "low", "low", ("passw",), "", 8192, 0.0, "", "generic", "", "", syntax="assignment")
