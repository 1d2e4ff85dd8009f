"""Hold our verdicts against varlock's on random pairs of schema and files, and print those that differ.

Needs Node 22 first on the path, and `npm install varlock@1.20.0` in a directory:
`python benchmarks/varlock_random.py DIRECTORY [--pairs N] [--seed N]`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "envschema"))

from varlock_pair import Case
from varlock_verdicts import verdict

from scanner.envschema.run import check_files
from scanner.errors import KeysieveError

VALUES = {
    "string(minLength=3, maxLength=6)": ["ab", "abc", "abcdef", "abcdefg", "a b c", "é€x"],
    "string(startsWith=sk_)": ["sk_1", "pk_1", "sk_"],
    "string(matches=/^[a-z]+[0-9]?$/)": ["abc", "abc1", "Abc", "1"],
    "string(isLength=4, endsWith=z)": ["abcz", "abz", "abcd"],
    "number(min=1, max=10)": ["1", "10", "0", "10.5", "1e1", "abc", "+5", ".5", "-0", "007", "Infinity", "NaN"],
    "number(isInt=true)": ["7", "7.0", "7.5", "-7"],
    "number(precision=1, max=2)": ["1.94", "2.04", "2.06"],
    "number(isDivisibleBy=3)": ["9", "10", "-3", "0"],
    "boolean": ["true", "FALSE", "yes", "off", "t", "1", "2", "maybe", "True", "on"],
    "port": ["80", "0", "65535", "65536", "80.0", "abc"],
    "port(min=1024, max=2048)": ["80", "1024", "2049"],
    "enum(dev, prod)": ["dev", "prod", "Prod", "test"],
    "enum(1, 2)": ["1", "2", "3", "01"],
    "email": ["a@b.co", "nobody", "a@b", "A.B+c@x-y.org", "a@@b.co", "a@b_c.co"],
    "url": [
        "https://a.com",
        "a.com",
        "http://localhost:3000",
        "ftp://x",
        "https://",
        "https://a b.com",
        "http://a/?q=$x",
    ],
    "url(allowedDomains=[a.com, b.com:80])": ["https://a.com/x", "https://c.com", "http://b.com:80", "http://b.com:81"],
    "url(noTrailingSlash=true)": ["https://a.com", "https://a.com/", "https://a.com/x/?y"],
    "ip": ["1.2.3.4", "::1", "1.2.3", "1.2.3.256", "01.2.3.4"],
    "ip(version=4)": ["1.2.3.4", "::1"],
    "semver": ["1.2.3", "1.2", "v1.2.3", "1.2.3-rc.1+b"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "123e4567", "0" * 36],
    "isoDate": ["2027-01-31", "2027-02-30", "2027-01-31T10:00:00Z", "31.1.2027", "2027-1-1"],
    "md5": ["d41d8cd98f00b204e9800998ecf8427e", "d41d8cd9", "D41D8CD98F00B204E9800998ECF8427E"],
    "duration": ["5m", "1h", "10", "five", "1h30m", "100ms", "-1s"],
    "simple-object": ['{"a":1}', "{a", "[1]", "a"],
    "array(number)": ["1,2", "[1,2]", "1,x", '["a"]'],
}
CONDITIONS = ("eq($MODE, live)", "not(isEmpty($OTHER))", "forEnv(production)", "true", "false")
DEFAULTS = (
    "",
    "",
    "",
    "5",
    "abc",
    "$MODE",
    "${OTHER:-x}",
    "concat(a, $MODE)",
    "if(eq($MODE, live), 1, 2)",
    "undefined",
)


def made(number: int, seed: int) -> Case:
    """Return a random pair."""
    chance = random.Random(f"{seed} {number}")
    header = "# @defaultSensitive=false" + chance.choice(["", " @defaultRequired=infer", " @defaultRequired=false"])
    environments = chance.random() < 0.5
    lines = [f"{header} @currentEnv=$MODE" if environments else header, "# ---", ""]
    lines += [f"# @type=enum(dev, live, production)\nMODE={chance.choice(['dev', 'live', 'production'])}", ""]
    lines += ["# @optional", f"OTHER={chance.choice(['', 'x', ''])}", ""]
    files: dict[str, list[str]] = {".env": []}
    for index in range(chance.choice([1, 1, 2, 4])):
        kind = chance.choice(list(VALUES))
        decorators = [f"@type={kind}"]
        said = chance.random()
        if said < 0.3:
            decorators.append("@required")
        elif said < 0.5:
            decorators.append("@optional")
        elif said < 0.75:
            usable = [each for each in CONDITIONS if environments or "forEnv" not in each]
            decorators.append(f"@{chance.choice(['required', 'optional'])}={chance.choice(usable)}")
        chance.shuffle(decorators)
        default = chance.choice(DEFAULTS if chance.random() < 0.4 else ("", chance.choice(VALUES[kind])))
        if any(one in default for one in " #[{") and "(" not in default and not default.startswith("$"):
            default = f"'{default}'"
        apart = chance.choice([" ", "\n# "])
        lines += [f"# {apart.join(decorators)}", f"V{index}={default}", ""]
        if chance.random() < 0.75:
            quote = chance.choice(["", "'", '"'])
            value = chance.choice(VALUES[kind])
            value = value.replace('"', '\\"') if quote == '"' else value
            quote = "'" if not quote and any(one in value for one in " #$[{") else quote
            place = ".env" if chance.random() < 0.8 else chance.choice([".env.local", ".env.live"])
            files.setdefault(place, []).append(f"V{index}={quote}{value}{quote}")
    texts = {name: "".join(f"{line}\n" for line in content) for name, content in files.items()}
    return Case(f"{seed}/{number}", "\n".join(lines) + "\n", texts)


def ours(case: Case) -> tuple[str, str]:
    """Return our verdict and what we say."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as place:
        for name, text in {".env.schema": case.schema, **case.files}.items():
            Path(place, name).write_text(text)
        os.chdir(place)
        try:
            result = check_files([])
        except KeysieveError as error:
            return "reject", str(error)
        finally:
            os.chdir(before)
    told = [str(each) for each in result.complaints if each.level == "error"] + list(result.failures)
    return ("reject" if told else "accept"), "\n".join(told)


def main() -> int:
    """Ask both, and print what differs."""
    parser = argparse.ArgumentParser(description="Compare verdicts with varlock's.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = options.directory.resolve() / "node_modules" / ".bin" / "varlock"
    counts = {"accept": 0, "reject": 0, "differ": 0}
    for number in range(options.pairs):
        case = made(number, options.seed)
        theirs = verdict(case, program)
        mine, told = ours(case)
        counts[theirs] += 1
        if mine != theirs:
            counts["differ"] += 1
            print(f"--- {case.name}: varlock says {theirs}, we {mine}\n{told}\n{case.schema}")
            for name, text in case.files.items():
                print(f"[{name}]\n{text}", flush=True)
    print(counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
