"""Hooks that another tool keeps: husky and lefthook."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from scanner.install.model import InstallError, Plan, Remove, Write, contents

if TYPE_CHECKING:
    from collections.abc import Sequence

HUSKY = ".husky"
LEFTHOOK = tuple(f"{dot}lefthook{end}" for dot in ("", ".") for end in (".yml", ".yaml", ".toml", ".json", ".jsonc"))
LINES = {"pre-commit": "keysieve hook || exit $?", "pre-push": 'keysieve pre-push "$@" || exit $?'}
"""What is to stand in husky's files. It comes first, so that no line before it can end the script."""


def keeper(root: str) -> str:
    """Return the directory or file by which another tool keeps the hooks here; empty: none does."""
    if os.path.isdir(os.path.join(root, HUSKY)):
        return HUSKY
    return next((name for name in LEFTHOOK if os.path.isfile(os.path.join(root, name))), "")


def advice(name: str, hooks: Sequence[str]) -> str:
    """Return what to add to the other tool's files."""
    if name == HUSKY:
        told = ", ".join(f"`{LINES[hook]}` to {HUSKY}/{hook}" for hook in hooks)
        return f"husky keeps the hooks here; add {told}, or let `keysieve install --husky` do it"
    runs = {"pre-commit": "keysieve hook", "pre-push": "keysieve pre-push {1} {2}"}
    told = "; ".join(f"{hook}: {{commands: {{keysieve: {{run: {runs[hook]}{stdin(hook)}}}}}}}" for hook in hooks)
    return f"lefthook keeps the hooks here; add to {name}: {told}"


def stdin(hook: str) -> str:
    """Return what makes lefthook pass the references of a push on."""
    return ", use_stdin: true" if hook == "pre-push" else ""


def husky_plan(root: str, hooks: Sequence[str]) -> Plan:
    """Return the steps that add our lines to husky's files. Raises InstallError if husky is not there."""
    if not os.path.isdir(os.path.join(root, HUSKY)):
        raise InstallError(f"there is no {HUSKY} directory here; leave --husky out")
    steps: list[Write] = []
    notes: list[str] = []
    for hook in hooks:
        path = os.path.join(root, HUSKY, hook)
        text = contents(path) or b""
        if LINES[hook].encode() in text.splitlines():
            notes.append(f"{path}: has the line already")
            continue
        steps.append(Write(path, with_line(text, LINES[hook].encode()), executable=True))
    return Plan(tuple(steps), tuple(notes))


def husky_removal(root: str, hooks: Sequence[str]) -> Plan:
    """Return the steps that take our lines out of husky's files."""
    steps: list[Write | Remove] = []
    for hook in hooks:
        path = os.path.join(root, HUSKY, hook)
        lines = (contents(path) or b"").splitlines(keepends=True)
        left = [line for line in lines if line.rstrip(b"\r\n") != LINES[hook].encode()]
        if left != lines:
            steps.append(Write(path, b"".join(left), executable=True) if left else Remove(path))
    return Plan(tuple(steps))


def with_line(script: bytes, line: bytes) -> bytes:
    """Return the script with the line before its first command, behind what older versions of husky begin with."""
    lines = script.splitlines(keepends=True)
    at = 0
    for number, row in enumerate(lines):
        if re.match(rb"#!|\.[ ].*husky\.sh", row):
            at = number + 1
    end = b"\r\n" if b"\r\n" in script else b"\n"
    if at and not lines[at - 1].endswith(b"\n"):
        lines[at - 1] += end
    return b"".join([*lines[:at], line + end, *lines[at:]])
