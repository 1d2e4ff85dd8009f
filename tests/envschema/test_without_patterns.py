"""What is read without patterns, since `re` takes long to import, is what the patterns say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.envschema import decorators, expression, portability
from scanner.envschema.types import number, url
from scanner.envschema.types.binary import HexType
from scanner.envschema.types.interface import MisfitError, Options
from scanner.model import Secret
from scanner.text.dotenv import Blank, EnvText
from scanner.text.lazy_pattern import LazyPattern, lazy

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent


class ByPattern(EnvText):
    """Reads every line by the pattern that is not empty."""

    def _simple(self, whole: str, begin: int, line: int) -> Blank | None:
        return None if whole.strip() else Blank(line)


def text_of(alphabet: str, longest: int = 24) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), max_size=longest) | st.text(max_size=longest)


LINES = st.lists(text_of(" \tA1_=.#\"'`\\$([{)]}é\r\x0b\u2028-:@")).map("\n".join)


@settings(deadline=None)
@given(LINES, st.booleans())
def test_lines_of_environment_files(text: str, literals: bool) -> None:
    assert list(EnvText(text, literals).statements()) == list(ByPattern(text, literals).statements())


@settings(deadline=None)
@given(LINES, st.sampled_from(["A=b", "A='b c' ", 'A="b"', 'A="b" # c', "A=b#c", "# a", " ", "A='", "A=''", "A=b\r"]))
def test_usual_lines_of_environment_files(text: str, line: str) -> None:
    whole = f"{line}\n{text}\n{line}"
    assert list(EnvText(whole).statements()) == list(ByPattern(whole).statements())


@settings(deadline=None)
@given(text_of("# \t@-=*a"))
def test_comments(text: str) -> None:
    assert decorators.is_divider(text) == bool(re.match(r"\#[ \t]*[-=*#]{3}", text))
    assert decorators.is_decorated(text) == bool(re.match(r"\#[ \t]*@", text))


@settings(deadline=None)
@given(text_of("@aZ1é_=()# \n"), st.integers(0, 6))
def test_names(text: str, at: int) -> None:
    name = re.compile(r"@([A-Za-z][^ \t\n=()#@]*)").match(text, at)
    assert decorators._name_at(text, at) == (name[1] if name else "")
    word = re.compile(r"[A-Za-z]\w*+").match(text, at)
    assert expression.name_end(text, at) == (word.end() if word else at)


@settings(deadline=None)
@given(text_of("# \t\n\ra="), st.integers(0, 6), st.booleans())
def test_blanks_and_equals_signs(text: str, at: int, which: bool) -> None:
    reader = expression.ArgumentReader(text, min(at, len(text)), continued=which)
    pattern = expression.BETWEEN_COMMENTED if which else expression.BETWEEN
    expected = pattern.match(text, reader.at)
    reader.space()
    assert expected is not None
    assert reader.at == expected.end()
    equals = re.compile(r"[ \t]*=[ \t]*" if which else "=").match(text, at)
    assert reader._equals(at, which) == (equals.end() if equals else 0)


@settings(deadline=None)
@given(text_of("\"'`\\\na$"))
def test_quoted_texts(text: str) -> None:
    for quote in "\"'`":
        reader = expression.ArgumentReader(quote + text)
        found = expression.QUOTED.match(quote + text)
        if found is None:
            with pytest.raises(expression.SyntaxFault, match="not closed"):
                reader.value()
        else:
            reader.value()
            assert reader.at == found.end()


@settings(deadline=None)
@given(text_of("${}A1_é "))
def test_references(text: str) -> None:
    found = expression.DOLLAR.fullmatch(text)
    alone = found and (found["bare"] or (found["braced"] if not found["sign"] else None))
    if alone:
        assert expression.expand(text) == expression.Reference(alone)
    else:
        assert not isinstance(expression.expand(f"{text} "), expression.Reference)


def of_authority(rest: str) -> tuple[bool, str, str] | None:
    found = url.AUTHORITY.match(rest)
    return (found[0].endswith("@"), found["host"], found["port"] or "") if found else None


@settings(deadline=None)
@given(text_of("a1.:@/?#\\[]f%"))
def test_authorities_of_urls(rest: str) -> None:
    try:
        assert url._authority(rest) == of_authority(rest)
    except MisfitError:
        assert of_authority(rest) is None


@settings(deadline=None)
@given(text_of("aZ0+.-:/é"))
def test_schemes_of_urls(text: str) -> None:
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*+(?=:)", text)
    assert url._scheme(text) == (found[0] if found else "")


@settings(deadline=None)
@given(text_of("+-0129.٣e"))
def test_whole_numbers(text: str) -> None:
    assert number.is_whole(text) == bool(re.fullmatch(r"[+-]?\d++", text, re.ASCII))


@settings(deadline=None)
@given(text_of("0aAfFgG"))
def test_hex_digits(text: str) -> None:
    def reads() -> bool:
        try:
            HexType(Options((), {})).read(text)
        except MisfitError:
            return False
        return True

    assert reads() == bool(re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", text))


@settings(deadline=None)
@given(text_of("aZ0_./:@%+,=- é\n"))
def test_plain_values(text: str) -> None:
    assert portability.is_plain(text) == bool(re.match(r"[A-Za-z0-9_./:@%+,=-]*+\Z", text))


METHODS: dict[str, Callable[[re.Pattern[str]], object]] = {
    "match": lambda pattern: bool(pattern.match("xa", 1)),
    "fullmatch": lambda pattern: bool(pattern.fullmatch("A")),
    "search": lambda pattern: bool(pattern.search("x\na")),
    "findall": lambda pattern: pattern.findall("aba"),
    "split": lambda pattern: pattern.split("1a2"),
    "sub": lambda pattern: pattern.sub("x", "aba"),
    "groups": lambda pattern: pattern.groups,
}


@pytest.mark.parametrize("method", METHODS)
def test_lazy_pattern_is_a_pattern(method: str) -> None:
    assert METHODS[method](lazy("(?i)(a)")) == METHODS[method](re.compile("(a)", re.IGNORECASE))
    with pytest.raises(AttributeError):
        LazyPattern("a").nothing  # noqa: B018


SCHEMA = """\
# @currentEnv=$APP_ENV @defaultSensitive=false
# ---

# Which environment
# @type=enum(dev, prod)
APP_ENV=dev
# @type=port
PORT=3000
# @required @sensitive @type=string(minLength=8)  # from the console
API_KEY=
# @required=forEnv(prod) @type=url(schemes=[https])
SITE=https://app.example.com/x?y
# @type=hex(bytes=2)
HEX="00ff"
LIST='a b'
"""


def test_usual_schema_is_loaded_without_dear_modules(tmp_path: Path) -> None:
    (tmp_path / ".env.schema").write_text(SCHEMA)
    (tmp_path / ".env").write_text("# ours\nAPI_KEY=long-enough\nPORT=80\n\nLIST='c d'\n")
    program = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom scanner.runtime import load_env\n"
        f"values = load_env({str(tmp_path / '.env.schema')!r}, process={{}})\n"
        "loaded = sorted(sys.modules)\nprint(values)\nprint(*loaded)\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    values, loaded = run.stdout.splitlines()
    assert values == repr(
        {
            "APP_ENV": "dev",
            "PORT": 80,
            "API_KEY": Secret(b"long-enough"),
            "SITE": "https://app.example.com/x?y",
            "HEX": "00ff",
            "LIST": "c d",
        }
    )
    unwanted = {"collections", "dataclasses", "enum", "functools", "inspect", "json", "logging", "re", "threading"}
    assert set(loaded.split()) & (unwanted | {"typing", "pathlib", "scanner.stores", "scanner.engine"}) == set()
