"""Names of variables."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Rule, Secret
from scanner.remediation.naming import Names, own_name, wanted_name

GITHUB = ("github-pat", "GitHub")
GENERIC = ("generic-secret", "Generic")
ADDRESS = ("uri-database-password", "Connection URI")


def rule(identity: str, provider: str) -> Rule:
    return Rule(identity, provider, "", "high", "high", ("x",), "", 1, 0, "", "", "", "")


@pytest.mark.parametrize(
    ("line", "of", "name"),
    [
        ('dbPassword = "«»"', GENERIC, "DB_PASSWORD"),
        ('self.smtp_password = "«»"', GENERIC, "SMTP_PASSWORD"),
        ("AWSSecretKey: '«»',", GENERIC, "AWS_SECRET_KEY"),
        ('"api-key": "«»"', GENERIC, "API_KEY"),
        ('token = "«»"', GITHUB, "GITHUB_TOKEN"),
        ('x = "«»"', GITHUB, "GITHUB_TOKEN"),
        ('deploy_token = "«»"', GITHUB, "DEPLOY_TOKEN"),
        ('{ user: "app", password: "«»" }', GENERIC, "PASSWORD"),
        ("const key: string = '«»';", GENERIC, "KEY"),
        ("var apiToken string = `«»`", GENERIC, "API_TOKEN"),
        ("ENV DB_PASSWORD «»", GENERIC, "DB_PASSWORD"),
        ("define('AUTH_KEY', '«»');", GENERIC, "AUTH_KEY"),
        ('DATABASE_URL = "postgres://a:«»@b/c"', ADDRESS, "DATABASE_PASSWORD"),
        ('- "CACHE_URL=redis://a:«»@b"', ADDRESS, "CACHE_PASSWORD"),
        ('app.secret_key = (\n    "«»"\n)', GENERIC, "SECRET_KEY"),
        ("apiSecret =\r\n  '«»';", GENERIC, "API_SECRET"),
        ('DB_PASSWORD = \\\n "«»"', GENERIC, "DB_PASSWORD"),
        ('x = [\n  "«»"]', GENERIC, "APP_SECRET"),
        ('"«»"', GENERIC, "APP_SECRET"),
        ("HOME = '«»'", GENERIC, "APP_HOME"),
        ('2fa_secret = "«»"', GENERIC, "FA_SECRET"),
        ('return "«»"', GENERIC, "APP_SECRET"),
        ("login('app', '«»')", ("generic-login-argument", "Generic"), "PASSWORD"),
    ],
)
def test_name_is_what_people_would_call_it(line: str, of: tuple[str, str], name: str) -> None:
    begin = line.index("«")
    text = line.replace("«»", "value")
    assert wanted_name(rule(*of), text, begin, begin + 5) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('os.environ.get("PAY_KEY", "«', "PAY_KEY"),
        ('os.getenv("PAY_KEY", "«', "PAY_KEY"),
        ("process.env.PAY_KEY ?? '«", "PAY_KEY"),
        ('ENV["PAY_KEY"] || "«', "PAY_KEY"),
        ("${PAY_KEY:-«", "PAY_KEY"),
        ('f("PAY_KEY", "«', ""),
    ],
)
def test_default_belongs_to_its_variable(line: str, name: str) -> None:
    assert own_name(line.replace("«", ""), len(line) - 1) == name


def test_one_value_one_name() -> None:
    held = {"A": Secret(b"other"), "A_3": Secret(b"three")}
    names = Names({"A_2", "B"}, held.get)
    assert names.name_for(Secret(b"one"), "A") == "A_4"
    assert names.name_for(Secret(b"one"), "C") == "A_4"
    assert names.name_for(Secret(b"three"), "A") == "A_3"
    assert names.name_for(Secret(b"two"), "A") == "A_5"
    assert names.name_for(Secret(b"own"), "B", own=True) == "B"
    assert names.name_for(Secret(b"foreign"), "B") == "B_2"


def test_name_far_before_the_secret_is_none() -> None:
    line = "token:" + " " * 300 + '"value"'
    begin = line.index("value")
    assert wanted_name(rule(*GENERIC), line, begin, begin + 5) == "APP_SECRET"
    assert own_name("ENV.fetch('PAY_KEY'," + " " * 300 + '"value"', 321) == ""


@given(line=st.text(alphabet="aA:= \t\"'.(|", max_size=150))
def test_every_name_is_one_that_the_environment_takes(line: str) -> None:
    name = wanted_name(rule(*GENERIC), f"{line}value", len(line), len(line) + 5)
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
