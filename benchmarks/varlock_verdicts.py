"""Ask varlock for its verdicts on the cases of the tests, and write the golden file.

Needs Node 22 and `npm install varlock@1.20.0` in a directory: `python benchmarks/varlock_verdicts.py DIRECTORY`. The
tests read the file only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "envschema"))

from varlock_cases import CASES  # noqa: E402  they stand beside the tests that use them
from varlock_pair import Case  # noqa: E402


def verdict(case: Case, program: Path) -> str:
    """Return `accept` or `reject`."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place, "home")
        work = Path(place, "work")
        for directory in (home, work):
            directory.mkdir()
        (work / ".env.schema").write_text(case.schema, newline="")
        for name, text in case.files.items():
            (work / name).write_text(text, newline="")
        run = subprocess.run(
            [str(program), "load", "--format", "json"],
            cwd=work,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "VARLOCK_TELEMETRY_DISABLED": "true"},
            capture_output=True,
            check=False,
            timeout=60,
        )
        if run.returncode not in {0, 1}:
            raise SystemExit(f"{case.name}: varlock ended with {run.returncode}: {run.stderr.decode()[-300:]}")
        return "reject" if run.returncode else "accept"


def main() -> None:
    """Write the golden file."""
    program = Path(sys.argv[1]).resolve() / "node_modules" / ".bin" / "varlock"
    verdicts = {case.name: verdict(case, program) for case in CASES}
    if len(verdicts) != len(CASES):
        raise SystemExit("two cases have the same name")
    text = json.dumps({"varlock": "1.20.0", "verdicts": verdicts}, indent=1) + "\n"
    Path(ROOT / "tests" / "golden" / "varlock.json").write_text(text)
    print(f"{len(verdicts)} verdicts, {list(verdicts.values()).count('accept')} accepted")


if __name__ == "__main__":
    main()
