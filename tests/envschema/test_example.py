"""`keysieve env example`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve

SCHEMA = """\
# @currentEnv=$APP_ENV @defaultSensitive=false
# ---

# Which environment this is
# @type=enum(dev, prod)
APP_ENV=dev

# ---
# Where the data is
# @required @sensitive @type=url(schemes=[postgres]) @docs("https://example.com/db")
DATABASE_URL=
# @required @sensitive @example="sk_example"
API_KEY=
# @type=port
PORT=3000
# @optional
GREETING='hello there'
"""
WRITTEN = """\
# Which environment this is
# (enum, required)
APP_ENV=dev

# Where the data is
# (url, required, sensitive)
# https://example.com/db
DATABASE_URL=

# (required, sensitive)
API_KEY=sk_example

# (port, required)
PORT=3000

# (optional)
GREETING='hello there'
"""


@pytest.fixture
def place(keysieve: Keysieve) -> Keysieve:
    (keysieve.directory / ".env.schema").write_text(SCHEMA)
    return keysieve


def test_example_is_written_in_the_schemas_order_with_its_comments(place: Keysieve) -> None:
    assert place("env", "example").code == 1
    assert place("env", "example", "--write").code == 0
    assert (place.directory / ".env.example").read_text() == WRITTEN
    assert place("env", "example", "--strict").code == 0
    assert place("env", "check", ".env.example", "--strict").code == 0


def test_writing_twice_changes_nothing(place: Keysieve) -> None:
    place("env", "example", "--write")
    before = (place.directory / ".env.example").stat()
    outcome = place("env", "example", "--write")
    assert (outcome.code, "in step" in outcome.err) == (0, True)
    assert (place.directory / ".env.example").stat().st_mtime_ns == before.st_mtime_ns


def test_key_that_the_example_lacks_fails_by_name_and_is_added_without_a_value(place: Keysieve) -> None:
    example = place.directory / ".env.example"
    own = "# my own words\r\nAPP_ENV=prod   # kept\r\nEXTRA=1\r\nPORT=1\r\nGREETING=x\r\nAPI_KEY=\r\n"
    example.write_text(own, newline="")
    outcome = place("env", "example")
    assert outcome.code == 1
    assert "DATABASE_URL: is in the schema (.env.schema:11) and not in the example" in outcome.out
    assert "EXTRA: warning: is not in the schema" in outcome.out
    assert place("env", "example", "--write").code == 0
    text = example.read_bytes().decode()
    assert text.startswith(own)
    assert text.endswith("DATABASE_URL=\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_value_of_a_sensitive_item_is_told_and_taken_out_but_placeholders_stay(
    place: Keysieve, sample: Callable[..., str]
) -> None:
    secret = sample("{base62:32}")
    example = place.directory / ".env.example"
    example.write_text(WRITTEN.replace("DATABASE_URL=", f"DATABASE_URL='{secret}' # mine"))
    outcome = place("env", "example")
    assert outcome.code == 1
    assert "DATABASE_URL: is sensitive, and the example has a value" in outcome.out
    assert secret not in outcome.out + outcome.err
    assert place("env", "example", "--write").code == 0
    assert example.read_text() == WRITTEN.replace("DATABASE_URL=", "DATABASE_URL= # mine")
    example.write_text(WRITTEN.replace("DATABASE_URL=", "DATABASE_URL=your-database-url-here"))
    assert place("env", "example").code == 0


def test_default_of_a_sensitive_item_is_not_written(keysieve: Keysieve, sample: Callable[..., str]) -> None:
    secret = sample("{base62:32}")
    (keysieve.directory / ".env.schema").write_text(f"# @sensitive\nA={secret}\nB={secret}\n")
    keysieve("env", "example", "--write")
    assert (keysieve.directory / ".env.example").read_text().count(secret) == 0


def test_wrong_schema_writes_nothing(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text("# @nosuch\nA=\n")
    assert keysieve("env", "example", "--write").code == 2
    assert not (keysieve.directory / ".env.example").exists()
