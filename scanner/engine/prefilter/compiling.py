"""From rules to what Hyperscan scans with: words for the rules that these tell of, an expression for each other one."""

from __future__ import annotations

from itertools import repeat

import hyperscan

from scanner.engine.prefilter.announce import LONG
from scanner.engine.prefilter.compiled import Compiled, unpacked
from scanner.engine.prefilter.expression import any_of, expression
from scanner.engine.prefilter.runs import compile_runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.model import Announcement, Rule
    from scanner.ruleset.load import Ruleset

FLAGS = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH
WORD_FLAGS = hyperscan.HS_FLAG_DOTALL

RARE = 6
"""Letters from which a keyword is rare in texts that have nothing to do with its rule."""


def compile_patterns(ruleset: Ruleset) -> bytes:
    """Return what all rules are looked for with. Takes about a second for 1,400 rules.

    A rule is told by its words where these are rare and guarded: they cost a tenth of an expression to compile, and a
    text that holds one of them costs no more than to look at what stands behind it.
    """
    keywords = ruleset.all_keywords()
    told = told_by_words(keywords, len(ruleset))
    words = sorted({word for number in told for word in ruleset.rule(number).keywords})
    spelt = [(number + len(ruleset), any_of((word,)), WORD_FLAGS) for number, word in enumerate(words)]
    others = [number for number in range(len(ruleset)) if number not in told]
    texts = [spelling(ruleset.rule(number)) for number in others]
    try:
        patterns = _compiled([*zip(others, texts, repeat(FLAGS)), *spelt])
    except hyperscan.error:
        # One of them is too much for Hyperscan (a rule of the user's): its keywords stand in for it.
        texts = [
            text if _is_compilable(text) else any_of(ruleset.rule(number).keywords)
            for number, text in zip(others, texts, strict=True)
        ]
        patterns = _compiled([*zip(others, texts, repeat(FLAGS)), *spelt])
    return Compiled(tuple(words), told, patterns, compile_runs()).packed()


def told_by_words(keywords: Mapping[str, tuple[Announcement, ...]], rules: int) -> frozenset[int]:
    """Return the numbers of the rules whose every keyword is rare and guarded."""
    others = {
        announced.number
        for keyword, all_announced in keywords.items()
        for announced in all_announced
        if len(keyword) < RARE or announced.length < LONG
    }
    return frozenset(range(rules)) - others


def spelling(rule: Rule) -> bytes:
    """Return the expression of a rule; a syntax has none but its keywords."""
    return expression(rule.regex).text if rule.regex else any_of(rule.keywords)


def is_usable(body: bytes) -> bool:
    """Whether this library on this processor can use what was compiled."""
    try:
        hyperscan.loadb(unpacked(body).patterns, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return False
    return True


def _compiled(expressions: Iterable[tuple[int, bytes, int]]) -> bytes:
    """Return the database of expressions, each with its number and its flags."""
    numbers, texts, flags = zip(*expressions, strict=True)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=list(texts), ids=list(numbers), flags=list(flags))
    return hyperscan.dumpb(database)


def _is_compilable(text: bytes) -> bool:
    try:
        _compiled([(0, text, FLAGS)])
    except hyperscan.error:
        return False
    return True
