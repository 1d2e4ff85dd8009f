from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.hygiene.dockerignore import read_dockerignore
from scanner.hygiene.model import HygieneError
from tests.hygiene.conftest import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    Remarks = Callable[..., dict[str, dict[str, Any]]]

WHOLE = "FROM scratch\nCOPY . /app\n"


@pytest.mark.parametrize(
    ("text", "ignored", "kept"),
    [
        (".env\n", [".env"], ["a/.env", ".env.x"]),
        ("**/.env\n", [".env", "a/.env", "a/b/.env"], [".envx"]),
        ("/.env/\n", [".env"], ["a/.env"]),
        ("conf\n", ["conf/a/.env"], ["x/conf/.env"]),
        ("*.pem\n", ["a.pem"], ["a/b.pem"]),
        ("*/*.pem\n", ["a/b.pem"], ["b.pem", "a/b/c.pem"]),
        ("*\n!src\n", [".env"], ["src/.env"]),
        ("*\n!src\nsrc/.env\n", [".env", "src/.env"], ["src/a"]),
        ("# .env\n\n  .npmrc  \n", [".npmrc"], [".env"]),
        ("a?c\nk[0-9].pem\nx[^y]z\n", ["abc", "k1.pem", "xaz"], ["a/c", "kx.pem", "xyz", "x/z"]),
        ("secret/**\n", ["secret/a", "secret/a/b"], ["x/secret/a"]),
        ("a/**/z\n", ["a/z", "a/b/z", "a/b/c/z"], ["a/y"]),
        ("\\*.pem\nd.t\n", ["*.pem", "d.t"], ["a.pem", "dxt"]),
        ("\ufeff.env\n./.npmrc\n.\n", [".env", ".npmrc"], ["a"]),
    ],
)
def test_dockerignore_is_read_by_dockers_rules(text: str, ignored: list[str], kept: list[str]) -> None:
    rules = read_dockerignore(text.encode(), ".dockerignore")
    assert [path for path in ignored if not rules.ignores(path)] == []
    assert [path for path in kept if rules.ignores(path)] == []


@pytest.mark.parametrize("pattern", ["*a" * 30 + "*b", "**/a/" * 30 + "b", "*[^b]" * 30 + "b*"])
def test_stars_without_number_do_not_hang(pattern: str) -> None:
    """If they did, this test would not end."""
    assert not read_dockerignore(pattern.encode(), ".dockerignore").ignores("a/" * 40 + "a" * 200)


def test_stars_behind_names_are_refused_with_their_line() -> None:
    with pytest.raises(HygieneError, match=r"^\.dockerignore:2: .* more than 2 times"):
        read_dockerignore(b"a\n" + b"a**/" * 20 + b"b", ".dockerignore")


@pytest.mark.parametrize("pattern", ["[z-a]x", "a[\\d-a]", "**/[b-a]"])
def test_pattern_that_docker_refuses_is_named_with_its_line(mended: Repo, pattern: str) -> None:
    mended.commit(**{"Dockerfile": WHOLE, ".dockerignore": f".env\n{pattern}\n"})
    outcome = mended.keysieve("gitignore", "check")
    assert outcome.code == 2
    assert f".dockerignore:2: {pattern!r} is no pattern" in outcome.err
    assert "internal error" not in outcome.err


@pytest.fixture
def kinds(mended: Repo, remarks: Remarks) -> Callable[[], dict[str, str]]:
    mended.commit(Dockerfile=WHOLE)
    return lambda: {path: found["kind"] for path, found in remarks(all_of_them=True).items()}


def test_ignored_env_is_copied_into_the_image_all_the_same(mended: Repo, kinds: Callable[[], dict[str, str]]) -> None:
    mended.write(".env", "A=1\n")
    mended.write("tls/server.key", PRIVATE)
    assert kinds() == {".env": "docker", "tls/server.key": "docker"}
    assert mended.keysieve("gitignore", "fix").code == 0
    assert (mended.root / ".dockerignore").read_text() == "**/.env\n**/*.key\n"
    assert kinds() == {}


def test_env_that_is_not_there_yet_is_asked_for(kinds: Callable[[], dict[str, str]]) -> None:
    assert kinds() == {".env": "docker"}


@pytest.mark.parametrize(
    "text",
    [
        "COPY src /app\n",
        "COPY --from=build . /app\n",
        "# COPY . .\n",
        "COPY --chown=a --from=build . .\n",
        "RUN cp . x\n",
    ],
)
def test_dockerfile_that_copies_less_ships_no_secret(mended: Repo, remarks: Remarks, text: str) -> None:
    mended.commit(Dockerfile=f"FROM scratch\n{text}")
    assert remarks(all_of_them=True) == {}


@pytest.mark.parametrize("text", ["COPY . .\n", "copy --chown=a:b ./ /x\n", 'ADD [".", "/app"]\n', "COPY * /app/\n"])
@pytest.mark.parametrize("name", ["Dockerfile", "Containerfile", "Dockerfile.prod", "web.Dockerfile"])
def test_every_way_to_copy_all_is_known(mended: Repo, remarks: Remarks, text: str, name: str) -> None:
    mended.commit(**{name: f"FROM scratch\n{text}"})
    assert set(remarks(all_of_them=True)) == {".env"}


def test_context_is_where_the_nearest_dockerignore_is(mended: Repo, remarks: Remarks) -> None:
    mended.write("web/.env", "A=1\n")
    mended.write("other/.env", "A=1\n")
    mended.commit(**{"web/docker/Dockerfile": WHOLE, "web/.dockerignore": "node_modules\n"})
    assert set(remarks()) == {"web/.env"}


def test_ignore_file_of_the_dockerfile_itself_wins(mended: Repo, remarks: Remarks) -> None:
    mended.write(".env", "A=1\n")
    mended.commit(**{"Dockerfile": WHOLE, "Dockerfile.dockerignore": ".env\n", ".dockerignore": "x\n"})
    assert remarks(all_of_them=True) == {}
