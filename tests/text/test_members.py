from __future__ import annotations

from typing import Any

from scanner.text.members import members


def test_members_come_in_order_with_what_leads_to_them() -> None:
    value = {"a": [1, {"b": None}, []], "c": {}, "d": "x"}
    assert list(members(value)) == [(("a", 0), 1), (("a", 1, "b"), None), (("d",), "x")]
    assert list(members("x")) == [((), "x")]


def test_depth_is_no_matter() -> None:
    value: Any = 7
    for _ in range(3000):
        value = [value]
    assert [one for _, one in members(value)] == [7]
