"""Contents in paths of one kind are judged alike, whichever of the paths they are scanned under."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from scanner.config.model import Config
from scanner.engine.filters.sample import ENDINGS, INFIXES, PLACES
from scanner.engine.prefilter.table import open_prefilter
from scanner.misuse.table import ANALYSERS
from scanner.model import Fragment, Provenance
from scanner.ruleset.load import load_compiled
from scanner.scan.kind import Kinds
from scanner.scan.misuse import MisusePipeline
from scanner.scan.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.model import Finding

DIRECTORIES = [b"", b"src/", b"TEST/", b"a/rsa_vectors/", b".github/workflows/", *(each + b"/" for each in PLACES)]
NAMES = [
    *(b"a.py", b"A.PY", b"test_a.py", b"conftest.py", b"a", b"a.yml", b"a.local", b".env.local", b"a.properties"),
    *(b"key.pem", b"Dockerfile", b"a/Dockerfile", b"compose.yml", b"a.js"),
    *(b"a" + ending for ending in ENDINGS),
    *(b"a" + infix + b"py" for infix in INFIXES),
]
PATHS = [directory + name for directory, name in product(DIRECTORIES, NAMES)]


@pytest.fixture
def pipeline(compiled_rules: Path) -> MisusePipeline:
    ruleset = load_compiled(str(compiled_rules))
    return MisusePipeline(ruleset, open_prefilter(ruleset, "aho", 0), only=False)


@pytest.mark.parametrize(
    "template",
    [
        "db_password = '{password:16}'\n",
        "db_password = {password:16} {password:16} # old\n",
        "db_password: >-\n  {password:16}\n",
        "x\n{pem:RSA PRIVATE KEY}\n",
        "token = '{github_token:ghp_}'\n",
        "import logging\npassword = input()\nlogging.info(password)\n",
        "FROM a\nENV DB_PASSWORD={password:16}\nCOPY id_rsa /root/.ssh/id_rsa\n",
        'run: echo {password:16} "$TOKEN"\nenv:\n  DB_PASSWORD: {password:16}\n',
        "const key = process.env.SECRET_KEY;\nconsole.log(password);\n",
    ],
)
def test_path_of_the_same_kind_does_not_change_what_is_found(
    pipeline: MisusePipeline, sample: Callable[..., str], template: str
) -> None:
    content = sample(template).encode()
    kinds = Kinds(Policy(Config()), pipeline.rules())
    seen: dict[object, tuple[bytes, list[tuple[object, ...]]]] = {}
    for path in PATHS:
        found = [told(each) for each in pipeline.scan(fragment(path, content))]
        first, before = seen.setdefault(kinds(path), (path, found))
        assert found == before, (first, path)


def test_rule_for_some_paths_makes_them_a_kind(pipeline: MisusePipeline) -> None:
    some = [next(pipeline.rules())._replace(paths=("ci/*",))]
    paths = (b"ci/a.py", b"a.py", b"ci/b.py")
    first, second, third = map(Kinds(Policy(Config()), some), paths)
    assert (first == second, first == third) == (False, True)
    first, second, third = map(Kinds(Policy(Config()), ()), paths)
    assert first == second == third


def test_misuse_makes_no_kinds_where_none_is_looked_for(pipeline: MisusePipeline) -> None:
    assert ANALYSERS
    paths = (b".github/workflows/a.yml", b"a.yml")
    with_misuse, without = Kinds(Policy(Config()), pipeline.rules()), Kinds(Policy(Config()), ())
    assert len(set(map(with_misuse, paths))) == 2
    assert len(set(map(without, paths))) == 1


def fragment(path: bytes, content: bytes) -> Fragment:
    return Fragment(path, content, Provenance("commit"), 0, len(content), 1, 1)


def told(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.confidence, finding.location
