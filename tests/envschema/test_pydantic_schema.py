"""A pydantic settings class as the schema."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Keysieve

pytest.importorskip("pydantic_settings")

CLASS = """\
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")

    port: int = Field(ge=1, le=65535, description="where it listens")
    api_key: SecretStr = Field(min_length=12)
    hosts: list[str] = ["a"]
    name: str = Field(default="x", alias="SERVICE_NAME")
    word: str = "ok"

    @field_validator("word")
    @classmethod
    def fits(cls, value: str) -> str:
        if value == "bad":
            raise ValueError("own words")
        return value
"""


@pytest.fixture
def place(keysieve: Keysieve) -> Keysieve:
    (keysieve.directory / "conf.py").write_text(CLASS)
    return keysieve


def test_faults_are_told_with_the_field_s_line(place: Keysieve) -> None:
    (place.directory / ".env").write_text("APP_PORT=99999\nAPP_HOSTS=[1\nAPP_API_KEY=hidden\nSERVICE_NAME=y\nAPP_X=1\n")
    outcome = place("env", "check", "--schema", "conf:Settings")
    assert outcome.code == 1
    assert "APP_PORT: the value does not fit: input should be less than or equal to 65535; see conf.py:8" in outcome.out
    assert "APP_HOSTS: the value does not fit" in outcome.out
    assert "APP_API_KEY: the value does not fit: pydantic's verdict is too_short; see conf.py:9" in outcome.out
    assert "APP_X: warning: is not in the schema" in outcome.out
    assert "SERVICE_NAME" not in outcome.out
    assert "hidden" not in outcome.out


def test_right_values_pass_and_example_is_written(place: Keysieve) -> None:
    (place.directory / ".env").write_text('APP_PORT=80\nAPP_HOSTS=\'["a", "b"]\'\nAPP_API_KEY=aLongEnoughKey9\n')
    assert place("env", "check", "--schema", "conf:Settings", "--strict").code == 0
    assert place("env", "example", "--write", "--schema", "conf:Settings").code == 0
    text = (place.directory / ".env.example").read_text()
    assert "# where it listens\nAPP_PORT=\n" in text
    assert "APP_API_KEY=\n" in text
    assert "SERVICE_NAME=x\n" in text


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ("nosuch:Settings", "cannot be imported"),
        ("conf:Nothing", "cannot be imported"),
        ("conf:Field", "is no pydantic model"),
        ("broken:X", "its module fails with ZeroDivisionError"),
        ("leaving:X", "its module fails with SystemExit"),
    ],
)
def test_what_is_no_settings_class_is_exit_2(place: Keysieve, schema: str, says: str) -> None:
    (place.directory / "broken.py").write_text("1 / 0\n")
    (place.directory / "leaving.py").write_text("raise SystemExit(0)\n")
    outcome = place("env", "check", "--schema", schema)
    assert outcome.code == 2
    assert says in outcome.err


def test_without_pydantic_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.envschema.complaint import SchemaError
    from scanner.envschema.pydantic_schema import load_settings_class

    monkeypatch.setitem(sys.modules, "pydantic", None)
    with pytest.raises(SchemaError, match=r"install keysieve\[pydantic\]"):
        load_settings_class("conf", "Settings")
