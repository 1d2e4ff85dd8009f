"""`scanner.runtime.load_env`, as an application uses it."""

from __future__ import annotations

import enum
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from scanner.envschema.complaint import EnvFileError, SchemaError
from scanner.errors import KeysieveError
from scanner.runtime import EnvError, Secret, load_env

if TYPE_CHECKING:
    pass

SCHEMA = """\
# @currentEnv=$APP_ENV @defaultSensitive=false
# ---
# @type=enum(dev, prod)
APP_ENV=dev
# @type=port
PORT=3000
# @required @sensitive @type=string(minLength=8)
API_KEY=
# @optional @type=boolean
DEBUG=
# @type=array(number)
LIMITS=1,2
# @required=forEnv(prod) @type=url
SITE=
NOTE=${PORT}/x
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / ".env.schema"
    path.write_text(SCHEMA)
    return path


def test_values_have_their_types_and_sensitive_ones_are_secrets(schema: Path, password: str) -> None:
    values = load_env(schema, process={"API_KEY": password, "DEBUG": "yes", "UNKNOWN": "1"})
    assert values == {
        "APP_ENV": "dev",
        "PORT": 3000,
        "API_KEY": Secret(password.encode()),
        "DEBUG": True,
        "LIMITS": [1, 2],
        "SITE": None,
        "NOTE": "3000/x",
    }
    assert password not in repr(values)


def test_all_faults_are_in_one_error_and_no_value_is(schema: Path) -> None:
    process = {"API_KEY": "hidden", "PORT": "seventy", "APP_ENV": "prod", "DEBUG": "perhaps"}
    with pytest.raises(EnvError) as caught:
        load_env(schema, process=process)
    assert [complaint.name for complaint in caught.value.complaints] == ["PORT", "API_KEY", "DEBUG", "SITE"]
    told = f"{caught.value} {caught.value!r} {caught.value.complaints!r}"
    assert not any(value in told for value in ("hidden", "seventy", "perhaps"))
    assert caught.value.exit_code == 2
    assert isinstance(caught.value, KeysieveError)


def test_uncaught_error_shows_no_value_and_fails_the_start(schema: Path, password: str) -> None:
    program = f"from scanner.runtime import load_env; load_env({str(schema)!r})"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"API_KEY": "h1dden", "PORT": password, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "2 faults in the environment" in run.stderr
    assert "h1dden" not in run.stderr
    assert password not in run.stderr


def test_process_wins_over_files_and_the_environment_s_file_over_the_common_one(schema: Path) -> None:
    schema.with_name(".env").write_text("API_KEY=from-the-file\nPORT=1\nDEBUG=no\nNOTE=common\n")
    schema.with_name(".env.prod").write_text("PORT=2\nSITE=https://a.example\n")
    process = {"APP_ENV": "prod", "DEBUG": "on"}
    values = load_env(schema, process=process)
    assert (values["PORT"], values["DEBUG"], values["NOTE"], values["SITE"]) == (2, True, "common", "https://a.example")
    assert load_env(schema, process={"SITE": "https://b.example"}, env="prod")["PORT"] == 2
    assert load_env(schema, process={"API_KEY": "long-enough"}, files=[])["PORT"] == 3000


def test_wrong_value_that_another_overrides_does_not_stop_a_start(schema: Path) -> None:
    schema.with_name(".env").write_text("API_KEY=short\nPORT=x\nPORT=80\n")
    assert load_env(schema, process={"API_KEY": "long-enough"})["PORT"] == 80


def test_line_that_cannot_be_read_stops_a_start(schema: Path) -> None:
    schema.with_name(".env").write_text("API_KEY='long-enough\n")
    with pytest.raises(EnvError, match="never closed"):
        load_env(schema, process={"API_KEY": "long-enough"})


def test_value_that_only_a_key_or_a_command_could_tell_is_a_fault(schema: Path) -> None:
    schema.with_name(".env").write_text("API_KEY=encrypted:abcdef\n")
    with pytest.raises(EnvError, match="nothing is executed"):
        load_env(schema, process={})


def test_process_is_not_changed_and_nothing_is_executed(schema: Path, tmp_path: Path) -> None:
    schema.with_name(".env").write_text(f"API_KEY=long-enough\nNOTE='$(touch {tmp_path}/ran)'\n")
    process = {"DEBUG": f"$(touch {tmp_path}/ran)"}
    with pytest.raises(EnvError):
        load_env(schema, process=process)
    assert list(process) == ["DEBUG"]
    assert not (tmp_path / "ran").exists()


def test_schema_that_is_wrong_or_missing_has_its_own_error(schema: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvFileError, match="cannot be read"):
        load_env(tmp_path / "nothing")
    schema.write_text("# @nosuch\nA=\n")
    with pytest.raises(SchemaError, match="@nosuch is not supported"):
        load_env(schema)


def test_table_in_toml_is_a_schema(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.keysieve.env.vars]\nPORT = "port"\n')
    assert load_env(path, process={"PORT": "80"}) == {"PORT": 80}


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Settings:
    url: str = field(metadata={"type": "url(schemes=[https])", "env": "SITE_URL"})
    key: Secret
    port: int = 3000
    ratio: float = 0.5
    debug: bool = False
    mode: Literal["dev", "prod"] = "dev"
    color: Color = Color.RED
    home: Path | None = None
    hosts: list[str] = field(default_factory=list)
    sizes: tuple[int, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def test_dataclass_is_filled_with_its_own_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    process = {
        "SITE_URL": "https://a.example",
        "KEY": "k",
        "PORT": "80",
        "RATIO": "0.25",
        "DEBUG": "1",
        "MODE": "prod",
        "COLOR": "blue",
        "HOME": "/x",
        "HOSTS": "a,b",
        "SIZES": "1,2",
        "EXTRA": '{"a": 1}',
    }
    assert load_env(Settings, process=process) == Settings(
        "https://a.example", Secret(b"k"), 80, 0.25, True, "prod", Color.BLUE, Path("/x"), ["a", "b"], (1, 2), {"a": 1}
    )
    least = load_env(Settings, process={"SITE_URL": "https://a.example", "KEY": "k"})
    assert least == Settings("https://a.example", Secret(b"k"))
    with pytest.raises(EnvError) as caught:
        load_env(Settings, process={"SITE_URL": "http://a.example", "MODE": "x"})
    assert [complaint.name for complaint in caught.value.complaints] == ["SITE_URL", "KEY", "MODE"]


def test_class_that_refuses_values_shows_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    @dataclass
    class Pair:
        least: int
        most: int

        def __post_init__(self) -> None:
            if self.least > self.most:
                raise ValueError(f"{self.least} is above {self.most}")

    with pytest.raises(EnvError, match="refuses values that are right one by one") as caught:
        load_env(Pair, process={"LEAST": "7777", "MOST": "1"})
    assert "7777" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("annotation", [object, "complex", set[int]])
def test_field_of_a_type_that_no_text_gives_is_a_schema_error(annotation: object) -> None:
    kind = type("Odd", (), {"__annotations__": {"x": annotation}, "__module__": __name__})
    with pytest.raises(SchemaError, match=r"Odd\.x: there is no type"):
        load_env(dataclass(kind), process={})
    with pytest.raises(SchemaError, match="neither a dataclass nor"):
        load_env(Color, process={})


def test_pydantic_model_is_filled_and_its_verdicts_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pydantic = pytest.importorskip("pydantic")
    monkeypatch.chdir(tmp_path)

    class Model(pydantic.BaseModel):
        port: int = pydantic.Field(ge=1)
        key: pydantic.SecretStr
        hosts: list[str] = pydantic.Field(default=["x"])
        name: str = pydantic.Field(default="n", alias="SERVICE")

        @pydantic.model_validator(mode="after")
        def fits(self) -> Any:
            if self.port == 9:
                raise ValueError(f"no port {self.key.get_secret_value()}")
            return self

    model = load_env(Model, process={"PORT": "80", "KEY": "abc", "HOSTS": '["a"]', "SERVICE": "s"})
    assert (model.port, model.key.get_secret_value(), model.hosts, model.name) == (80, "abc", ["a"], "s")
    with pytest.raises(EnvError, match="PORT: the value does not fit"):
        load_env(Model, process={"PORT": "0", "KEY": "abc"})
    with pytest.raises(EnvError, match="refuses values") as caught:
        load_env(Model, process={"PORT": "9", "KEY": "hidden"})
    assert "hidden" not in str(caught.value)


def test_types_are_what_a_type_checker_is_told(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    program = tmp_path / "program.py"
    program.write_text(
        "from dataclasses import dataclass\nfrom scanner.runtime import Secret, load_env\n\n"
        "@dataclass\nclass Settings:\n    key: Secret\n    port: int = 1\n\n"
        "settings = load_env(Settings)\nreveal_type(settings)\nnumber: int = settings.port\n"
        "reveal_type(load_env('.env.schema'))\n"
    )
    root = Path(__file__).parent.parent.parent
    said, _, code = mypy.run(["--strict", "--config-file", str(root / "pyproject.toml"), str(program)])
    assert 'Revealed type is "program.Settings"' in said, said
    assert "Mapping[str, Any]" in said
    assert code == 0, said


def test_engine_and_command_line_are_not_loaded(schema: Path) -> None:
    program = (
        "import json, sys\nfrom scanner.runtime import load_env\n"
        f"load_env({str(schema)!r}, process={{'API_KEY': 'long-enough'}})\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {environment['PYTHONPATH']!r})\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(run.stdout))
    unwanted = {"click", "dataclasses", "inspect", "subprocess", "pydantic", "tomllib", "regex", "ahocorasick"}
    assert loaded & (unwanted | {"scanner.cli", "scanner.engine", "scanner.ruleset", "scanner.git"}) == set()
