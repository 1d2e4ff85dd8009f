"""Ask zod for its verdicts on the values of the tests, and write the golden file.

Needs Node and `npm install zod@4.6.7` in a directory: `python benchmarks/zod_verdicts.py DIRECTORY`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "envschema"))

from zod_cases import FIELDS  # noqa: E402  it stands beside the tests that use it

PROGRAM = """
const { z } = require("zod");
const fields = JSON.parse(require("fs").readFileSync(0, "utf8"));
const verdict = (schema, value) => schema.safeParse(value === null ? {} : { V: value }).success;
const verdicts = {};
for (const [zod, values] of fields) {
  const schema = z.object({ V: new Function("z", `return ${zod}`)(z) });
  verdicts[zod] = values.map((value) => [value, verdict(schema, value) ? "accept" : "reject"]);
}
process.stdout.write(JSON.stringify({ zod: require("zod/package.json").version, verdicts }, null, 1) + "\\n");
"""


def main() -> None:
    """Write the golden file."""
    fields = json.dumps([(field.zod, field.values) for field in FIELDS])
    run = subprocess.run(
        ["node", "-e", PROGRAM], cwd=sys.argv[1], input=fields.encode(), capture_output=True, check=True
    )
    (ROOT / "tests" / "golden" / "zod.json").write_bytes(run.stdout)


if __name__ == "__main__":
    main()
