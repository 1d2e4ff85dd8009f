"""`isoDate` and `duration`."""

from __future__ import annotations

import re

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

DATE = re.compile(
    r"[+-]?(?P<year>\d{4})(?:(?P<dash>-?)(?:(?P<month>0[1-9]|1[0-2])(?:(?P=dash)(?P<day>0[1-9]|[12]\d|3[01]))?"
    r"|W(?:0[1-9]|[1-4]\d|5[0-3])(?:-?[1-7])?|(?:00[1-9]|0[1-9]\d|[12]\d{2}|3(?:[0-5]\d|6[0-6])))"
    r"(?:[T\s](?:(?:[01]\d|2[0-3])(?:(?P<colon>:?)[0-5]\d(?:(?P=colon)[0-5]\d)?)?|24:?00)(?:[.,]\d+)?"
    r"(?:[zZ]|[+-](?:[01]\d|2[0-3]):?(?:[0-5]\d)?)?)?)?",
    re.ASCII,
)
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
OUTPUTS = {"ms": "ms", "seconds": "s", "minutes": "m", "hours": "h", "days": "d", "weeks": "w"}
DURATION = re.compile(
    r"\s*(\d+(?:\.\d+)?|\.\d+)\s*"
    r"(ms|milliseconds?|msecs?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)?\s*",
    re.IGNORECASE | re.ASCII,
)


class IsoDateType:
    """A date, with or without a time, in the spellings of ISO 8601."""

    mask = "2000-01-01"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> str:
        """Return the date as it is written."""
        text = plain(value)
        if not DATE.fullmatch(text):
            raise MisfitError("is no date of ISO 8601, as 2027-01-31 or 2027-01-31T10:00:00Z")
        return text


class DurationType:
    """A length of time, as 30s or 2days; a bare number counts milliseconds."""

    mask = "1s"

    def __init__(self, options: Options) -> None:
        output = options.text("output") or "ms"
        if output not in OUTPUTS:
            raise OptionError(f"output must be one of {', '.join(OUTPUTS)}")
        self._unit = UNITS[OUTPUTS[output]]
        self._bounds = options.text("min"), options.text("max")
        options.end()
        try:
            self._least, self._most = (None if bound is None else milliseconds(bound) for bound in self._bounds)
        except MisfitError as error:
            raise OptionError("min and max must be durations, as 30s") from error

    def read(self, value: Raw) -> float:
        """Return the duration in the unit of the output."""
        length = milliseconds(plain(value))
        if self._least is not None and length < self._least:
            raise MisfitError(f"must be at least {self._bounds[0]}")
        if self._most is not None and length > self._most:
            raise MisfitError(f"must be at most {self._bounds[1]}")
        return length / self._unit


def milliseconds(text: str) -> float:
    """Return a duration in milliseconds. Raises MisfitError."""
    found = DURATION.fullmatch(text) if len(text) < 64 else None
    if not found:
        raise MisfitError("is no duration, as 500ms, 30s, 5m, 1h, 2days or 1week")
    unit = (found[2] or "ms").lower()
    return float(found[1]) * UNITS["ms" if unit.startswith(("ms", "mil")) else unit[0]]
