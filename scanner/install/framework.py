"""The entry in `.pre-commit-config.yaml`: adding it to what is there, and taking exactly that away again."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.install.config_shape import shape_of
from scanner.install.model import InstallError, Plan, Remove, Write, contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.install.config_shape import Hook, Item, Shape
    from scanner.install.origin import Origin

CONFIG = ".pre-commit-config.yaml"
IDS = {"pre-commit": "keysieve", "pre-push": "keysieve-push"}
"""The hook of the framework for each hook of git."""

STANDS_FOR = {
    "keysieve": re.compile(r"\bkeysieve['\"]? hook\b|\bscanner['\"]? hook\b"),
    "keysieve-push": re.compile(r"\bkeysieve['\"]? pre-push\b|\bscanner['\"]? pre-push\b"),
}
"""Commands of `repo: local` that are the same hook."""


def install_plan(path: str, hooks: Sequence[str], origin: Origin) -> Plan:
    """Return the steps that add the hooks to the configuration at `path`, which need not be there.

    A hook that is there in whatever way, of another revision too, is left as it is, and named. Raises InstallError if
    the file cannot be read, or is laid out in a way in which nothing can be added safely.
    """
    name = os.path.basename(path)
    text = config_text(path) or ""
    shape = shape_of(text, name)
    notes, missing = [], []
    for hook in (IDS[hook] for hook in hooks):
        found = place_of(shape, hook)
        if found is None:
            missing.append(hook)
        else:
            item, line = found[0], found[1].line
            rev = f", at {item.rev}" if item.rev else ""
            notes.append(f"{name}:{line + 1}: {hook} is there already{rev}")
            if is_ours(item) and item.rev and item.rev != origin.rev:
                notes.append(f"{name}:{line + 1}: this keysieve is {origin.rev}; `pre-commit autoupdate` changes it")
    if not missing:
        return Plan((), tuple(notes))
    new = added(shape, missing, origin, name)
    verify(new, shape, missing, name)
    return Plan((Write(path, new.encode()),), tuple(notes))


def uninstall_plan(path: str, hooks: Sequence[str]) -> Plan:
    """Return the steps that take away what `install_plan` writes; what people made of it is named and stays."""
    text = config_text(path)
    if text is None:
        return Plan(())
    name = os.path.basename(path)
    shape = shape_of(text, name)
    ids = {IDS[hook] for hook in hooks}
    for item in filter(is_ours, shape.items):
        if ids >= {hook.id for hook in item.hooks} and item.end - item.begin == 3 + len(item.hooks):
            left = "".join((*shape.lines[: item.begin], *shape.lines[item.end :]))
            if item.end == len(shape.lines) and not text.endswith("\n"):
                left = left.removesuffix("\n").removesuffix("\r")
            if left in ("repos:\n", "repos:\r\n"):
                return Plan((Remove(path),))
            if len(shape.items) == 1:
                left = re.sub(r"(?m)^repos:(?=[ ]*(?:#|\r?$))", "repos: []", left)
            return Plan((Write(path, left.encode()),))
    notes = [
        f"{name}:{found[1].line + 1}: {hook} stays: it is not as it was written here"
        for hook in sorted(ids)
        if (found := place_of(shape, hook)) is not None
    ]
    return Plan((), tuple(notes))


def config_text(path: str) -> str | None:
    """Return the text of the configuration; None if there is none. Raises InstallError if it is no UTF-8."""
    data = contents(path)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError as error:
        raise InstallError(f"{os.path.basename(path)}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def is_ours(item: Item) -> bool:
    """Whether the repository is keysieve, from whatever address."""
    return item.address.rstrip("/").removesuffix(".git").rpartition("/")[2] == "keysieve"


def place_of(shape: Shape, hook: str) -> tuple[Item, Hook] | None:
    """Return where a hook of ours is, as the repository and its hook; None if it is nowhere."""
    for item in shape.items:
        for there in item.hooks:
            if there.id == hook or (
                item.address == "local" and STANDS_FOR[hook].search(there.options.get("entry", ""))
            ):
                return item, there
    return None


def added(shape: Shape, ids: Sequence[str], origin: Origin, name: str) -> str:
    """Return the text with the hooks: in the entry of keysieve if there is one, else in one of their own at the end."""
    mine = next((item for item in shape.items if is_ours(item) and item.address != "local"), None)
    if mine is not None:
        if mine.hook_dash is None:
            raise InstallError(
                f"{name}:{mine.begin + 1}: its hooks are written in flow style; add {{id: {ids[0]}}} by hand"
            )
        rows = [" " * mine.hook_dash + "-" + " " * mine.hook_gap + f"id: {hook}" for hook in ids]
        return inserted(shape, mine.end, rows)
    if shape.empty_list is not None:
        at = shape.empty_list
        line = shape.lines[at]
        opened = re.sub(r":[ ]*\[\]", ":", line, count=1)
        shape = replace(shape, lines=(*shape.lines[:at], opened, *shape.lines[at + 1 :]))
        return inserted(shape, at + 1, entry_rows(None, ids, origin))
    if not shape.has_key:
        return inserted(shape, len(shape.lines), ["repos:", *entry_rows(None, ids, origin)])
    last = shape.items[-1]
    return inserted(shape, last.end, entry_rows(last, ids, origin))


def entry_rows(like: Item | None, ids: Sequence[str], origin: Origin) -> list[str]:
    """Return the rows of the entry, laid out as the repository `like`."""
    dash, gap = (like.dash, like.gap) if like is not None else (0, 1)
    column = dash + 1 + gap
    hook_dash = like.hook_dash if like is not None and like.hook_dash is not None else column
    hook_gap = like.hook_gap if like is not None else 1
    return [
        " " * dash + "-" + " " * gap + f"repo: {origin.address}",
        " " * column + f"rev: {origin.rev}",
        " " * column + "hooks:",
        *(" " * hook_dash + "-" + " " * hook_gap + f"id: {hook}" for hook in ids),
    ]


def inserted(shape: Shape, at: int, rows: Sequence[str]) -> str:
    """Return the text with the rows before line `at`; a file whose last line has no end keeps it that way."""
    before, after = "".join(shape.lines[:at]), "".join(shape.lines[at:])
    text = shape.line_end.join(rows)
    if before and not before.endswith("\n"):
        return before + shape.line_end + text
    return before + text + shape.line_end + after


def verify(new: str, old: Shape, ids: Sequence[str], name: str) -> None:
    """Read the new text again, and raise InstallError unless it has the hooks, and all else as before."""
    shape = shape_of(new, name)
    told = [(item.address, item.rev, [hook.id for hook in item.hooks if hook.id not in ids]) for item in shape.items]
    before = [(item.address, item.rev, [hook.id for hook in item.hooks]) for item in old.items]
    if any(place_of(shape, hook) is None for hook in ids) or told[: len(before)] != before:
        raise InstallError(f"{name}: is laid out in a way that cannot be added to; put the hook in by hand")
