"""Environments side by side: which names each sets, and which values are equal."""

from __future__ import annotations

import os
from hashlib import blake2b

from scanner.envschema.check import make_environment
from scanner.envschema.environment_file import read_environment_file
from scanner.envschema.evaluation import EvaluationError
from scanner.envschema.functions import UnknownValueError, as_text
from scanner.envschema.item_decorators import written
from scanner.envschema.layers import environment_files, holds_others, label, names_of
from scanner.envschema.names import shown_name
from scanner.envschema.schema import Schema
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.envschema.environment_file import EnvironmentFile

NO_SCHEMA = Schema("", {}, None)
DIGITS = 8
MISSING, EMPTY = "missing", "empty"


class Side(NamedTuple):
    """One of the environments that are compared."""

    title: str
    files: tuple[EnvironmentFile, ...]


class Row(NamedTuple):
    """One variable."""

    name: str
    cells: tuple[str, ...]
    """For each side `missing`, `empty`, or a hash of the value: equal hashes of one run are equal values."""

    @property
    def kind(self) -> str:
        """`missing` where a side lacks it, or has it empty and another not; `same` or `different` else."""
        absent = {cell for cell in self.cells if cell in {MISSING, EMPTY}}
        if MISSING in absent or (absent and len(set(self.cells)) > 1):
            return MISSING
        return "same" if len(set(self.cells)) == 1 else "different"


class Comparison(NamedTuple):
    """What each environment sets, side by side."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def lacking(self) -> int:
        """How many variables some side lacks."""
        return sum(1 for row in self.rows if row.kind == MISSING)


def sides_of(names: Sequence[str], directory: str = "") -> list[Side]:
    """Return what is to be compared: files, or names of environments, which are read with all their layers.

    Without names: every environment that a file here is of. Raises EnvFileError for what cannot be read.
    """
    if not names:
        labels = [label(path) for path in environment_files(directory)]
        names = sorted({said.environment for said in labels if said is not None and said.environment is not None})
    return [_side(name, directory) for name in names]


def _side(name: str, directory: str) -> Side:
    paths = [os.path.join(directory, each) for each in names_of(name)]
    of_environment = os.path.lexists(paths[2]) or os.path.lexists(paths[3])
    if os.path.lexists(name) or not of_environment:
        return Side(name, (read_environment_file(name, portable=False),))
    present = [path for path in paths if os.path.lexists(path) and not holds_others(path)]
    return Side(name, tuple(read_environment_file(path, portable=False) for path in present))


def compared(sides: Sequence[Side]) -> Comparison:
    """Return how the environments differ. Hashes are keyed anew each time: nobody can guess values by them."""
    key = os.urandom(16)
    values = [values_of(side) for side in sides]
    names = list(dict.fromkeys(name for each in values for name in each))
    rows = [Row(shown_name(name), tuple(_cell(each.get(name), key) for each in values)) for name in names]
    return Comparison(tuple(side.title for side in sides), tuple(rows))


def values_of(side: Side) -> dict[str, str]:
    """Return the value of each name; what cannot be evaluated, or never is, as it is written."""
    environment = make_environment(NO_SCHEMA, side.files, None, side.title)
    values = {}
    for file in side.files:
        for name in file.places:
            try:
                values[name] = as_text(environment.evaluation.value(name))
            except (EvaluationError, UnknownValueError):
                values[name] = written(environment.winners[name].expression)
    return values


def _cell(value: str | None, key: bytes) -> str:
    if value is None:
        return MISSING
    if not value:
        return EMPTY
    return blake2b(value.encode("utf-8", "surrogatepass"), key=key, digest_size=DIGITS // 2).hexdigest()
