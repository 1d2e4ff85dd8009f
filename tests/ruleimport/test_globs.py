from __future__ import annotations

import re

import pytest

from scanner.config.glob import Glob
from scanner.ruleimport.globs import path_globs
from scanner.ruleimport.re2 import PatternRefusedError

PATHS = [
    "a.svg",
    "x/a.svg",
    "a.svg.txt",
    "go.sum",
    "x/go.sum",
    "xgo.sum",
    "go_sum",
    "node_modules/a.js",
    "x/node_modules/y/a.js",
    "fixtures/a.json",
    "x/fixtures/a/b.json",
    "xfixtures/a.json",
    "src/test_1.py",
    "src/test_12.py",
    "a/b/c.lock",
    "vendor/x",
    "a/vendor/x",
    "A.SVG",
]


@pytest.mark.parametrize(
    "pattern",
    [
        r"\.svg$",
        r"(?i)\.svg$",
        r"go\.sum$",
        r"(^|/)go\.sum$",
        r"(?:^|/)(?:go|npm)\.sum$",
        r"node_modules/",
        r"(^|/)fixtures/.*\.json$",
        r"^vendor/",
        r"(^|/)vendor(/|$)",
        r"test_[0-9]\.py$",
        r"[^/]*\.lock",
        r"^src/[^/]*\.py$",
        r"^src/.*",
    ],
)
def test_globs_cover_what_the_pattern_is_found_in(pattern: str) -> None:
    globs = [Glob(text) for text in path_globs(pattern)]
    for path in PATHS:
        covered = any(glob.matches(path.encode()) for glob in globs)
        assert covered == bool(re.search(pattern, path)), (path, path_globs(pattern))


@pytest.mark.parametrize("pattern", ["x.+y", "a.b", r"\d+", "", ".*", "^$", "a^b", "(?=a)", r"[!\]]", "(a|b|c|d){4}x"])
def test_what_no_glob_says_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefusedError):
        path_globs(pattern)
