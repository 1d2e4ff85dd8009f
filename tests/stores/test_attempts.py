"""Another writer who comes first costs a value nothing, unless the caller says what must be current."""

from __future__ import annotations

import pytest

from scanner.stores.attempts import ATTEMPTS, written
from scanner.stores.interface import ConflictError, Version


class Contested:
    """A store in which others come first `rivals` times."""

    def __init__(self, rivals: int) -> None:
        self.rivals = rivals
        self.calls = 0

    def write(self) -> Version:
        self.calls += 1
        if self.calls <= self.rivals:
            raise ConflictError("db: another writer came first; nothing was written")
        return Version("2", None, ())


def test_write_that_expects_nothing_outlasts_its_rivals() -> None:
    assert written(Contested(ATTEMPTS - 1).write, None).id == "2"


@pytest.mark.parametrize(("rivals", "expect", "calls"), [(ATTEMPTS, None, ATTEMPTS), (1, "1", 1)])
def test_write_gives_up_in_the_end_and_at_once_where_a_version_is_expected(
    rivals: int, expect: str | None, calls: int
) -> None:
    store = Contested(rivals)
    with pytest.raises(ConflictError, match="another writer"):
        written(store.write, expect)
    assert store.calls == calls
