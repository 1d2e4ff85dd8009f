"""What is no id does not pass for one."""

from __future__ import annotations

import pytest

from scanner.git.ids import is_id


@pytest.mark.parametrize("name", ["0" * 40, "0123456789abcdef" * 4])
def test_id_of_either_hash_is_one(name: str) -> None:
    assert is_id(name)


@pytest.mark.parametrize("name", ["", "a" * 39, "a" * 41, "A" * 40, "g" * 40, "--all" * 8, "a" * 39 + "\n"])
def test_what_is_no_id_is_not_taken_for_one(name: str) -> None:
    assert not is_id(name)
