"""Which entries an auditor wants to see."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from scanner.audit.dates import DAYS
from scanner.audit.interface import AuditError
from scanner.config.glob import Glob
from scanner.model import CONFIDENCE_RANK

if TYPE_CHECKING:
    from scanner.audit.model import Item

AGE = re.compile(r"(?P<younger><)?(?P<number>[0-9]{1,5})(?P<unit>[dwmy])")
AGE_HINT = "write a number and d, w, m or y, as 90d for 90 days and older, or <90d for younger"


@lru_cache(maxsize=8)
def compiled(pattern: str) -> Glob:
    """Return the glob, which thousands of paths are held against. Raises ValueError or re.error if it is none."""
    return Glob(pattern)


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters ask that is not in the baseline; None: it is not known yet."""

    confidence: str | None = None
    """As the work tree has it; empty: the secret is not found there."""
    day: str | None = None
    """ISO date of the first commit; empty: there is none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters, all of which must let an entry through."""

    rule: str = ""
    """A rule's id, or a pattern with `*`; empty: any."""
    path: str = ""
    """A glob as in the configuration; empty: any."""
    confidence: str = ""
    """The confidence itself; empty: any."""
    age: str = ""
    """Such as `90d` or `<90d`; empty: any."""

    def __str__(self) -> str:
        parts = (("rule", self.rule), ("path", self.path), ("confidence", self.confidence), ("age", self.age))
        return " ".join(f"{name}={value}" for name, value in parts if value)

    def checked(self) -> Choice:
        """Return the choice itself. Raises AuditError if a filter makes no sense."""
        if self.path:
            try:
                compiled(self.path)
            except (ValueError, re.error) as error:
                raise AuditError(f"path {self.path!r}: {error}; write a glob, as src/** or *.py") from None
        if self.confidence and self.confidence not in CONFIDENCE_RANK:
            raise AuditError(f"confidence {self.confidence!r}: write one of {', '.join(CONFIDENCE_RANK)}")
        if self.age and AGE.fullmatch(self.age) is None:
            raise AuditError(f"age {self.age!r}: {AGE_HINT}")
        return self

    def changed(self, name: str, value: str) -> Choice:
        """Return the choice with another filter of that name. Raises AuditError if it makes no sense."""
        return replace(self, **{name: value.strip()}).checked()

    @property
    def asks_for_facts(self) -> bool:
        """Whether there is a filter that the baseline alone cannot answer."""
        return bool(self.confidence or self.age)

    def admits_by_facts(self, facts: Facts, today: str) -> bool | None:
        """Whether the filters for confidence and age let the entry through; None: it is not known yet."""
        answers: list[bool | None] = []
        if self.confidence:
            answers.append(None if facts.confidence is None else facts.confidence == self.confidence)
        if self.age:
            answers.append(None if facts.day is None else self._is_of_age(facts.day, today))
        return False if False in answers else None if None in answers else True

    def admits_by_record(self, item: Item) -> bool:
        """Whether the filters that ask for no facts let the entry through."""
        if self.rule and not fnmatch.fnmatchcase(item.rule.lower(), self.rule.lower()):
            return False
        return not self.path or compiled(self.path).matches(item.path.encode("utf-8", "surrogateescape"))

    def _is_of_age(self, day: str, today: str) -> bool:
        """Whether the secret is as old as asked; what is not committed is of today."""
        found = AGE.fullmatch(self.age)
        assert found is not None  # it was checked
        days = int(found["number"]) * DAYS[found["unit"]]
        border = date.fromisoformat(today) - timedelta(days=min(days, 700_000))
        try:
            born = date.fromisoformat(day or today)
        except ValueError:  # a clock that was far off
            born = date.min
        return born > border if found["younger"] else born <= border
