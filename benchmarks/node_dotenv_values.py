"""Let node's dotenv read the `.env` files of the tests, and write what it makes of them as a golden file.

Needs Node and `npm install dotenv` in a directory: `python benchmarks/node_dotenv_values.py DIRECTORY`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "envschema"))

from loader_cases import CASES  # noqa: E402  it stands beside the tests that use it

PROGRAM = """
const { parse } = require("dotenv");
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const name of Object.keys(cases)) cases[name] = parse(cases[name]);
const version = require("dotenv/package.json").version;
process.stdout.write(JSON.stringify({ dotenv: version, values: cases }, null, 1) + "\\n");
"""


def main() -> None:
    """Write the golden file."""
    run = subprocess.run(
        ["node", "-e", PROGRAM], cwd=sys.argv[1], input=json.dumps(CASES).encode(), capture_output=True, check=True
    )
    (ROOT / "tests" / "golden" / "node_dotenv.json").write_bytes(run.stdout)


if __name__ == "__main__":
    main()
