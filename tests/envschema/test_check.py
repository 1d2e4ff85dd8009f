"""`keysieve env check` as users run it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Keysieve, Outcome

HEADER = "# @defaultSensitive=false\n# ---\n"


@pytest.fixture
def check(keysieve: Keysieve) -> Callable[..., Outcome]:
    """Writes files and checks them: `check(".env.schema" text, ".env" text, *arguments, **more files)`."""

    def run(schema: str | bytes | None, env: str | bytes | None, *arguments: str, **files: str | bytes) -> Outcome:
        named = {".env.schema": schema, ".env": env, **{f".env.{name}": text for name, text in files.items()}}
        for name, text in named.items():
            if text is not None:
                (keysieve.directory / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return keysieve("env", "check", *arguments)

    return run


def test_all_faults_of_all_files_are_told_in_one_run_with_line_and_mend(check: Callable[..., Outcome]) -> None:
    schema = f"{HEADER}# @required @type=port\nPORT=\n# @type=enum(dev, prod)\nMODE=dev\n# @required\nNAME=\n"
    outcome = check(schema, "PORT=99999\nMODE=test\n", production="MODE=other\nPORT=\n")
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert ".env:1: PORT: the value is no port; ports are 0 to 65535; see .env.schema:4" in lines
    assert ".env:2: MODE: the value must be one of dev, prod; see .env.schema:6" in lines
    assert ".env.production:1: MODE: the value must be one of dev, prod; see .env.schema:6" in lines
    assert any(line.startswith(".env:1: NAME: is required (see .env.schema:8) and not set") for line in lines)


def test_right_files_say_nothing_and_exit_0(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}# @required @type=port\nPORT=\n", "PORT=80\n")
    assert (outcome.code, outcome.out) == (0, "")


def test_duplicate_is_an_error_and_unknown_name_a_warning(check: Callable[..., Outcome]) -> None:
    assert check(f"{HEADER}A=1\n", "A=1\nA=2\n").code == 1
    outcome = check(f"{HEADER}A=1\n", "A=1\nAA=2\n")
    assert outcome.code == 0
    assert ".env:2: AA: warning: is not in the schema" in outcome.out
    assert check(f"{HEADER}A=1\n", "A=1\nAA=2\n", "--strict").code == 1


@pytest.mark.parametrize(
    ("env", "says"),
    [
        (b"\xef\xbb\xbfA=1\n", "byte order mark"),
        (b"A=1\r\n", "CR LF"),
        (b"A=x#y\n", "`#`"),
        (b"A=${B}\nB=1\n", "`$` begins a reference"),
        (b'A="a\\tb"\n', "backslash"),
        (b"export A=1\n", "`export`"),
        (b"A = 1\n", "beside the `=`"),
        (b"A='x\ny'\n", "several lines"),
        (b"A=$(id)\n", "executed by shells"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_loaders_read_differently_is_a_warning_that_strict_makes_an_error(
    check: Callable[..., Outcome], env: bytes, says: str
) -> None:
    schema = f"{HEADER}# @optional\nA=\n# @optional\nB=\n"
    outcome = check(schema, env)
    assert outcome.code == 0
    assert says in outcome.out
    assert check(schema, env, "--strict").code == 1


def test_name_without_equals_is_an_error_and_not_silently_ignored(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}# @optional\nKEY=\n", "KEY\n")
    assert outcome.code == 1
    assert ".env:1: KEY: has no `=`" in outcome.out


def test_quote_that_is_never_closed_does_not_drop_the_name(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}# @optional\nKEY=\n", "KEY='abc\n")
    assert outcome.code == 1
    assert "never closed" in outcome.out


def test_no_value_of_a_sensitive_item_is_in_any_output(
    check: Callable[..., Outcome], password: str, github_token: str
) -> None:
    schema = (
        "# @sensitive @required @type=string(minLength=200, startsWith=zz, matches=/^q$/)\nA=\n"
        "# @sensitive @type=enum(one, two)\nB=\n# @sensitive @type=url\nC=\n# @sensitive @type=email\nD=\n"
        "# @sensitive @type=array(port)\nE=\n# @sensitive @type=number\nF=\n# @sensitive @type=json\nG=\n"
    )
    values = (password, github_token)
    env = (
        "".join(f"{name}={value}\n" for name in "ABCDEFG" for value in values)
        + f"{password}\n{password}=\n{password}: x\n"
    )
    for form in ("text", "json", "github"):
        outcome = check(schema, env, "--format", form, production=env.replace("=", "='", 1))
        assert outcome.code == 1
        assert not any(value in outcome.out + outcome.err for value in values)


@pytest.mark.parametrize(
    ("schema", "env", "says"),
    [
        ("# @nosuch\nA=\n", "A=1\n", ".env.schema:1: A: @nosuch is not supported"),
        ("# @type=nosuch\nA=\n", "A=1\n", "there is no type nosuch"),
        ("# @plugin(x)\n# ---\nA=\n", "A=1\n", "@plugin is not supported"),
        ("A=nosuch(1)\n", "A=1\n", "calls nosuch()"),
        ("# @type=string(matches=/(?<=a/)\nA=\n", "A=1\n", "not supported"),
        ("# @type=enum(a\nA=\n", "A=1\n", "lacks"),
        ("A\n", "A=1\n", ".env.schema:1"),
        (b"A=\0\n", "A=1\n", ".env.schema:1"),
        (b"A=\xff\n", "A=1\n", ".env.schema:1"),
        ("A=\n", b"A=\0\n", ".env:1"),
        ("A=\n", b"B=1\nA=\xff\n", ".env:2"),
        ("A=\nB=\n", "A=${B}\nB=${A}\n", "refers to itself"),
        ("# @required=nosuch($B)\nA=\n", "A=1\n", "calls nosuch()"),
        (None, "A=1\n", "neither a .env.schema nor"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_one_line_and_exit_2(
    check: Callable[..., Outcome], schema: str | None, env: str | bytes, says: str
) -> None:
    outcome = check(schema, env)
    assert outcome.code == 2
    assert says in outcome.err
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("keysieve: ")


def test_file_that_is_not_there_or_huge_or_a_directory_is_exit_2(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text("A=1\n")
    (keysieve.directory / ".env.huge").write_bytes(b"A=1\n" * 5_000_000)
    (keysieve.directory / ".env.d").mkdir()
    for name in (".env.nothing", ".env.huge", ".env.d"):
        outcome = keysieve("env", "check", name)
        assert outcome.code == 2, name
        assert name in outcome.err


def test_nothing_is_executed(check: Callable[..., Outcome], keysieve: Keysieve) -> None:
    command = "$(touch ran)"
    schema = f'A={command}\nB=exec("touch ran")\nC=`touch ran`\n'
    outcome = check(schema, f'A={command}\nD="{command}"\nE=`touch ran`\nF=exec("touch ran")\n')
    assert outcome.code == 0
    assert not (keysieve.directory / "ran").exists()
    assert "nothing is executed" in outcome.out


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("changeme", "placeholder"),
        ("your-api-key-here", "placeholder"),
        ("<token>", "placeholder"),
        ("aaaaaaaaaaaaaaaa", "hardly any different"),
        ("ab", "2 characters only"),
        ("generate-with-openssl", "placeholder"),
    ],
)
def test_sensitive_value_that_can_be_no_secret_is_an_error(
    check: Callable[..., Outcome], value: str, says: str
) -> None:
    outcome = check("# @sensitive @required\nA=\n", f"A={value}\n")
    assert outcome.code == 1
    assert says in outcome.out


def test_same_secret_in_two_environments_is_an_error_and_under_two_names_a_warning(
    check: Callable[..., Outcome], sample: Callable[..., str]
) -> None:
    secret = sample("{base62:32}")
    schema = "# @sensitive @optional\nA=\n# @sensitive @optional\nB=\n"
    outcome = check(schema, None, dev=f"A={secret}\n", production=f"A={secret}\n")
    assert outcome.code == 1
    assert "the same secret as A in .env.dev, another environment" in outcome.out
    assert secret not in outcome.out


def test_same_secret_under_two_names_is_a_warning(check: Callable[..., Outcome], sample: Callable[..., str]) -> None:
    secret = sample("{base62:32}")
    outcome = check("# @sensitive @optional\nA=\n# @sensitive @optional\nB=\n", f"A={secret}\nB={secret}\n")
    assert outcome.code == 0
    assert ".env:2: B: warning: has the same secret as A" in outcome.out


def test_secret_in_the_example_and_key_that_it_lacks_are_errors(
    check: Callable[..., Outcome], sample: Callable[..., str]
) -> None:
    secret = sample("{base62:32}")
    outcome = check("# @sensitive @required\nA=\n# @sensitive=false\nB=1\n", None, example=f"A={secret}\n")
    assert outcome.code == 1
    assert ".env.example:1: B: is in the schema (.env.schema:4) and not in the example" in outcome.out
    assert "A: is sensitive, and the example has a value that is no placeholder" in outcome.out


def test_sensitive_item_that_browsers_get_is_an_error(check: Callable[..., Outcome]) -> None:
    outcome = check("# @sensitive @optional\nNEXT_PUBLIC_KEY=\n", "")
    assert outcome.code == 1
    assert "NEXT_PUBLIC_ puts it into what browsers get" in outcome.out


def test_deprecated_item_that_is_set_is_a_warning(check: Callable[..., Outcome]) -> None:
    outcome = check(f'{HEADER}# @optional @deprecated="use NEW instead"\nOLD=\n', "OLD=1\n")
    assert outcome.code == 0
    assert ".env:1: OLD: warning: is deprecated; use NEW instead" in outcome.out


def test_environment_file_needs_only_what_it_adds(check: Callable[..., Outcome]) -> None:
    schema = f"{HEADER}# @required\nA=\n# @required\nB=\n"
    assert check(schema, "A=1\nB=2\n", production="B=3\n").code == 0


def test_environment_can_be_named_and_requires_its_own(check: Callable[..., Outcome]) -> None:
    schema = "# @currentEnv=$APP_ENV @defaultSensitive=false\n# ---\nAPP_ENV=dev\n# @required=forEnv(prod)\nB=\n"
    assert check(schema, "APP_ENV=dev\n").code == 0
    outcome = check(schema, "APP_ENV=dev\n", "--env", "prod")
    assert outcome.code == 1
    assert "B: is required" in outcome.out


def test_process_environment_counts_only_when_it_is_asked_for(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text(f"{HEADER}# @required @type=port\nPORT=\n")
    (keysieve.directory / ".env").write_text("")
    assert keysieve("env", "check", PORT="80").code == 1
    assert keysieve("env", "check", "--process-env", PORT="80").code == 0
    outcome = keysieve("env", "check", "--process-env", PORT="x")
    assert outcome.code == 1
    assert "environment:1: PORT: the value is not a whole number" in outcome.out


def test_json_has_place_and_kind(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}# @type=port\nPORT=\n", "PORT=x\n", "--format", "json")
    document = json.loads(outcome.out)
    assert document["schema"] == 1
    assert document["complaints"][0] == {
        "path": ".env",
        "line": 1,
        "column": 1,
        "name": "PORT",
        "level": "error",
        "kind": "type",
        "message": "the value is not a whole number",
        "mend": "see .env.schema:4",
    }
    assert document["summary"] == {"files": [".env", ".env.schema"], "errors": 1, "warnings": 0, "notes": 0}


def test_github_annotation_cannot_be_broken_out_of(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text(f"{HEADER}A=1\n")
    (keysieve.directory / "a,b:c%d.env").write_text("B=1\n")
    outcome = keysieve("env", "check", "--format", "github", "--strict", "a,b:c%d.env")
    assert outcome.code == 1
    assert outcome.out.startswith("::error file=a%2Cb%3Ac%25d.env,line=1,col=1,title=keysieve env::B: is not in")


def test_files_in_several_directories_have_their_own_schemas(keysieve: Keysieve) -> None:
    for name, kind in (("one", "port"), ("two", "email")):
        place = keysieve.directory / name
        place.mkdir()
        (place / ".env.schema").write_text(f"{HEADER}# @type={kind}\nX=\n")
        (place / ".env").write_text("X=80\n")
    outcome = keysieve("env", "check", "one/.env", "two/.env")
    assert outcome.code == 1
    assert outcome.out.splitlines() == ["two/.env:1: X: the value is no e-mail address; see two/.env.schema:4"]


def test_encrypted_values_are_not_held_against_types(check: Callable[..., Outcome]) -> None:
    outcome = check("# @type=port @required\nX=\n", "X=encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt\n")
    assert outcome.code == 0


def test_schema_imports_others_and_refuses_a_circle(check: Callable[..., Outcome], keysieve: Keysieve) -> None:
    (keysieve.directory / "shared").mkdir()
    (keysieve.directory / "shared" / ".env.schema").write_text("# @type=port\nPORT=\nOTHER=\n")
    schema = "# @import(./shared/, PORT)\n# @defaultSensitive=false\n# ---\nA=1\n"
    outcome = check(schema, "PORT=x\nOTHER=1\n")
    assert outcome.code == 1
    assert "PORT: the value is not a whole number; see shared/.env.schema:2" in outcome.out
    assert "OTHER: warning: is not in the schema" in outcome.out
    (keysieve.directory / "shared" / ".env.schema").write_text("# @import(../)\n# ---\nPORT=\n")
    outcome = check(schema, "")
    assert outcome.code == 2
    assert "in a circle" in outcome.err


def test_key_that_lost_its_quotes_is_not_shown_as_a_name(
    check: Callable[..., Outcome], sample: Callable[..., str]
) -> None:
    lines = [sample("{base62:64}", seed) for seed in range(3)] + [sample("{hex:40}"), sample("{base62:30}") + "=="]
    text = "KEY=-----BEGIN KEY-----\n" + "\n".join(lines) + "\n-----END KEY-----\n"
    for form in ("text", "json", "github"):
        outcome = check("# @sensitive @optional\nKEY=\n", text, "--format", form)
        assert outcome.code == 1
        assert not any(line.rstrip("=") in outcome.out + outcome.err for line in lines)


def test_part_of_a_password_behind_a_dollar_is_not_shown(check: Callable[..., Outcome], password: str) -> None:
    part = "".join(filter(str.isalpha, password)) + "tail"
    outcome = check("# @sensitive @optional\nA=\nB=x\n", f"A=abc${part}\nB=$A\nC=x${part}\n")
    assert outcome.code == 1
    assert outcome.out.count("refers by its `$` to a name that neither") == 3
    assert part not in outcome.out + outcome.err


def test_name_that_a_schema_refers_to_is_shown(check: Callable[..., Outcome]) -> None:
    assert "refers to NOWHERE" in check(f"{HEADER}A=$NOWHERE\n", "").out
    assert "refers to NOWHERE" in check(f"{HEADER}A=1\n", "A=$NOWHERE\n").out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_pipe_that_nobody_writes_to_does_not_hang_the_check(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text("A=1\n")
    os.mkfifo(keysieve.directory / ".env.pipe")
    outcome = keysieve("env", "check", ".env.pipe")
    assert outcome.code == 2
    assert ".env.pipe: is no regular file" in outcome.err


def test_directory_stands_for_all_that_is_in_it(keysieve: Keysieve) -> None:
    (keysieve.directory / "app").mkdir()
    (keysieve.directory / "app" / ".env.schema").write_text(f"{HEADER}# @type=port\nX=1\n")
    (keysieve.directory / "app" / ".env.dev").write_text("X=a\n")
    outcome = keysieve("env", "check", "app")
    assert outcome.code == 1
    assert outcome.out.startswith("app/.env.dev:1: X: the value is not a whole number; see app/.env.schema:4")


def test_values_that_grow_without_end_are_refused(check: Callable[..., Outcome]) -> None:
    lines = ["A0=" + "x" * 1000, *(f"A{number}=${{A{number - 1}}}${{A{number - 1}}}" for number in range(1, 40))]
    outcome = check(f"{HEADER}A39=1\n", "\n".join(lines) + "\n")
    assert outcome.code == 1
    assert "grows to more than" in outcome.out


def test_long_chain_of_references_is_followed(check: Callable[..., Outcome]) -> None:
    lines = [*(f"A{number}=${{A{number + 1}}}" for number in range(5000)), "A5000=80"]
    assert check(f"{HEADER}# @type=port\nA0=\n", "\n".join(lines) + "\n").code == 0


def test_what_is_no_environment_file_is_told_once_and_not_a_million_times(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}A=1\n", "words and words\n" * 100_000)
    assert outcome.code == 2
    assert ".env:1001: has 1001 lines that cannot be read" in outcome.err


def test_encrypted_files_and_programs_are_no_environments(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text(f"{HEADER}A=1\n")
    for name in (".env.gpg", ".env.keys", ".env.d.ts", ".env.bak", ".env.prod.age"):
        (keysieve.directory / name).write_bytes(b"\0\xff")
    assert keysieve("env", "check").code == 0


def test_wrong_schema_in_one_directory_does_not_hide_the_faults_in_another(keysieve: Keysieve) -> None:
    for name, kind in (("one", "nosuch"), ("two", "email")):
        place = keysieve.directory / name
        place.mkdir()
        (place / ".env.schema").write_text(f"{HEADER}# @type={kind}\nX=\n")
        (place / ".env").write_text("X=80\n")
    outcome = keysieve("env", "check", "one/.env", "two/.env")
    assert outcome.code == 2
    assert "two/.env:1: X: the value is no e-mail address" in outcome.out
    assert "one/.env.schema:3: X: @type: there is no type nosuch" in outcome.err


def test_what_sops_and_dotenvx_add_is_neither_unknown_nor_unportable(check: Callable[..., Outcome]) -> None:
    env = (
        "X=ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]\nsops_version=3.11.0\nsops_mac=ENC[AES256_GCM,data:x]\n"
        'sops_age__list_0__map_enc=-----BEGIN AGE\\nabc\nDOTENV_PUBLIC_KEY_PRODUCTION="03ab"\n'
    )
    outcome = check("# @sensitive @required\nX=\n", env, "--strict")
    assert outcome.code == 0
    assert outcome.out == (
        ".env:1: X: note: the value is known only to a command or a key; nothing is executed, and it is not checked;"
        " nothing is to be done\n"
    )


def test_items_with_the_same_decorators_keep_what_is_their_own(check: Callable[..., Outcome]) -> None:
    header = "# @defaultRequired=infer @defaultSensitive=inferFromPrefix(PUBLIC_)\n# ---\n"
    items = "# one\n# @type=port\nA=\n\n# two\n# @type=port\nPUBLIC_B=80\n\n# @type=port @type=int\nC=\n"
    outcome = check(f"{header}{items}# @type=port @type=int\nD=\n", "")
    assert outcome.code == 2
    assert ".env.schema:11: C: @type is given twice" in outcome.err
    assert ".env.schema:13: D: @type is given twice" in outcome.err
    outcome = check(f"{header}{items.partition('# @type=port @')[0]}", "A=x\n")
    told = ".env:1: A: the value is not a whole number; see .env.schema:5", ".env.schema:5: A: warning: is sensitive"
    assert [line.startswith(begin) for line, begin in zip(outcome.out.splitlines(), told, strict=True)] == [True, True]


@pytest.mark.parametrize("name", [".env", ".env.local", ".env.production", ".env.example"])
@pytest.mark.parametrize("kind", ["directory", "pipe", "link to nothing", "link to itself"])
def test_environment_that_cannot_be_read_never_passes(keysieve: Keysieve, name: str, kind: str) -> None:
    (keysieve.directory / ".env.schema").write_text(f"{HEADER}A=\n")
    path = keysieve.directory / name
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere" if kind == "link to nothing" else name)
    outcome = keysieve("env", "check")
    passed_over = kind == "directory" and name in {".env.local", ".env.production"}
    assert outcome.code == (0 if passed_over else 2)
    assert passed_over or outcome.err.startswith(f"keysieve: {name}: ")


def test_virtual_environment_and_directories_of_files_are_no_environment_files(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env.schema").write_text(f"{HEADER}# @type=port\nA=\n")
    (keysieve.directory / ".env.production").write_text("A=x\n")
    (keysieve.directory / ".env.d").mkdir()
    (keysieve.directory / ".env").mkdir()
    (keysieve.directory / ".env" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    for words in ([], [".env.production"]):
        outcome = keysieve("env", "check", *words)
        assert outcome.code == 1
        assert outcome.out == ".env.production:1: A: the value is not a whole number; see .env.schema:4\n"
    assert keysieve("env", "diff", ".env.production", "production").code == 0


def test_ten_thousand_faults_of_a_schema_do_not_flood_the_line(check: Callable[..., Outcome]) -> None:
    outcome = check(f"{HEADER}# {'@required ' * 10_000}\nA=\n", "A=1\n")
    assert outcome.code == 2
    assert outcome.err.endswith(" | and 9899 more\n")
    assert len(outcome.err) < 20_000
