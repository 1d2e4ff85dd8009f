"""`keysieve env usage`: each language with what it must find, and what it must not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scanner.envschema.usage.search import uses_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo

READS = {
    "wsgi.py": "import os\nenviron['N1']\nrequest.environ.get('N2')\nos.environ['A1']\n",
    "a.py": (
        "import os\nos.environ['A1']\nos.environ.get(\"A2\", 'x')\nos.getenv('A3')\nfrom os import environ, getenv\n"
        "environ['A4']\ngetenv('A5')\n'A6' in os.environ\nenv.str('A7')\nenv('A8', default=1)\nconfig('A9')\n"
        "# os.environ['N1']\nos.environ['N2'] = '1'\nx.config('N3')\nos.environ[name]\n"
    ),
    "a.ts": (
        "process.env.A1; process.env['A2']; process.env?.A3; import.meta.env.A4; Deno.env.get('A5'); Bun.env.A6;\n"
        "const { A7, A8: local = 'x', ...rest } = process.env;\n"
        "// process.env.N1\n/* process.env.N2 */ import.meta.env.MODE; const u = 'https://x'; process.env.A9;\n"
    ),
    "a.go": (
        'os.Getenv("A1")\nos.LookupEnv("A2")\nviper.BindEnv("x", "A3")\n'
        'type T struct { X string `json:"x" env:"A4,required"` }\n// os.Getenv("N1")\nos.Setenv("N2", "x")\n'
    ),
    "a.rb": "ENV['A1']\nENV.fetch('A2', 1)\nENV.key?(\"A3\")\n# ENV['N1']\nENV['N2'] = '1'\n",
    "a.php": (
        "<?php getenv('A1'); $_ENV['A2']; $_SERVER['A3']; env('A4'); $_SERVER['HTTP_HOST'];\n"
        "$x->env('N1'); // getenv('N2')\n"
    ),
    "A.java": 'System.getenv("A1");\nSystem.getenv().get("A2");\n@Value("${A3:x}") String a;\n// System.getenv("N1")\n',
    "a.kt": 'System.getenv("A1")\nSystem.getenv()["A2"]\n',
    "application.yml": "db:\n  url: ${A1:localhost}\n",
    "a.rs": (
        'std::env::var("A1"); env::var_os("A2"); env!("A3"); option_env!("A4");\n'
        '#[arg(long, env = "A5")]\n// env::var("N1")\n'
    ),
    "a.sh": (
        'echo $A1 ${A2:-x} "${A3}"\nN1=1; echo $N1\nfor N2 in a; do echo $N2; done\nread -r N3; echo $N3\n'
        "echo '$N4' \\$N5 $lower $1\n# $N6\nexport N7=1\necho $N7 $RANDOM\n"
    ),
    "Dockerfile": "FROM x\nARG N1\nENV N2=1 N3=2\nRUN echo $N1 $N2 $N3 ${A1}\n# $N4\n",
    "compose.yml": (
        "services:\n  a:\n    image: x:${A1:-latest}\n    environment:\n      - A2_B\n      - N1=1\n      A3:\n"
        "    command: echo $$N2 $A4\n"
    ),
    ".github/workflows/ci.yml": (
        "env:\n  X: ${{ secrets.A1 }}\n  Y: ${{ format('{0}', vars.A2) || secrets['A3'] }}\n"
        "  Z: ${{ secrets.GITHUB_TOKEN }}\n"
        "  W: ${{ github.ref }}\n"
    ),
    "chart/templates/deploy.yaml": (
        "env:\n  - name: A1\n    value: x\n  - name: A2\n    valueFrom:\n      secretKeyRef: {}\n"
        "ports:\n  - name: HTTP\n    port: 1\n"
    ),
}


@pytest.mark.parametrize("name", READS)
def test_reads_of_a_language_are_found_and_nothing_else(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(READS[name])
    found = {use.name for use in uses_in([name])}
    assert found == set(re.findall(r"\bA\d(?:_B)?\b", READS[name]))
    for use in uses_in([name]):
        line = READS[name].split("\n")[use.line - 1]
        assert line[use.column - 1 :].startswith(use.name)


def test_names_that_the_schema_lacks_and_those_that_nothing_reads_are_told(repo: Repo) -> None:
    repo.write(".env.schema", "# @defaultSensitive=false\n# ---\n# @optional\nUSED=\n# @optional\nLEFT=\n")
    repo.write("a.py", "import os\nos.environ['USED']\nos.environ['NEW']\nos.environ['HOME']\nos.environ['NEW']\n")
    repo.write("node_modules/b.js", "process.env.IGNORED\n")
    repo.write(".gitignore", "node_modules\n")
    outcome = repo.keysieve("env", "usage")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        (
            ".env.schema:6: LEFT: warning: is in the schema, and no code here was seen to read it;"
            " take it out, or mark it @deprecated"
        ),
        (
            "a.py:3: NEW: is read by Python code, here and in 1 more place, and is not in the schema;"
            " add it to .env.schema"
        ),
    ]
    repo.write("a.py", "import os\nos.environ['USED']\n")
    assert repo.keysieve("env", "usage").code == 0
    assert repo.keysieve("env", "usage", "--strict").code == 1


def test_path_that_is_not_there_is_exit_2(repo: Repo) -> None:
    repo.write(".env.schema", "A=1\n")
    outcome = repo.keysieve("env", "usage", "nothing")
    assert outcome.code == 2
    assert "nothing: no such file" in outcome.err
