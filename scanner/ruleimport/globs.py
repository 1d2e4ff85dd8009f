"""From a pattern over paths to the globs that say the same."""

from __future__ import annotations

from scanner.ruleimport.re2 import PatternRefusedError, parse
from scanner.ruleimport.syntax import ALL, Anchor, Byte, Choice, Group, Node, Repeat, Sequence

MOST_GLOBS = 64
MOST_TIMES = 8
SLASH = frozenset(b"/")
ANY = (ALL, ALL - {10})
PART = (ALL - SLASH, ALL - SLASH - {10})
"""Sets that stay inside a part of a path."""

SPECIAL = frozenset("*?[")


def path_globs(pattern: str) -> tuple[str, ...]:
    """Return globs that cover the paths in which `pattern` is found; a glob covers what is below a directory, too.

    Raises PatternRefusedError if there are none.
    """
    globs = [glob for branch in _branches(_flat(parse(pattern))) for glob in _searched(branch)]
    return tuple(dict.fromkeys(globs))


def _branches(node: Node) -> list[Node]:
    """Return the alternatives of a pattern, also those in which it begins or ends: `(^|/)a` is `^a` or `/a`."""
    if isinstance(node, Choice):
        return [each for branch in node.branches for each in _branches(branch)]
    if not isinstance(node, Sequence):
        return [node]
    for at in (0, len(node.items) - 1):
        border = node.items[at] if node.items else None
        if isinstance(border, Choice):
            around = node.items[:at], node.items[at + 1 :]
            spread = [_flat(Sequence((*around[0], branch, *around[1]))) for branch in border.branches]
            if len(spread) > MOST_GLOBS:
                raise PatternRefusedError(f"more than {MOST_GLOBS} alternatives")
            return [each for branch in spread for each in _branches(branch)]
    return [node]


def _searched(node: Node) -> list[str]:
    """Return the globs of a pattern that is looked for: open at both ends but for its anchors."""
    items = [node] if not isinstance(node, Sequence) else list(node.items)
    begin = bool(items) and items[0] == Anchor(r"\A")
    end = bool(items) and items[-1] == Anchor(r"\Z")
    inner = items[1 if begin else 0 : len(items) - 1 if end and len(items) > begin else len(items)]
    found = []
    for body in _globs(Sequence(tuple(inner))):
        glob = f"{'' if begin else '**'}{body}{'' if end else '**'}"
        while "***" in glob:
            glob = glob.replace("***", "**")
        if not glob.strip("*/"):
            raise PatternRefusedError("nothing that limits it: it would cover every path")
        if begin and "/" not in glob.rstrip("/"):
            glob = f"/{glob}"
        found.append(glob)
    return found


def _flat(node: Node) -> Node:
    """Return the tree without groups and with sequences in sequences taken apart."""
    match node:
        case Group(inner):
            return _flat(inner)
        case Sequence(items):
            flat: list[Node] = []
            for item in map(_flat, items):
                flat.extend(item.items if isinstance(item, Sequence) else (item,))
            return flat[0] if len(flat) == 1 else Sequence(tuple(flat))
        case Choice(branches):
            return Choice(tuple(map(_flat, branches)))
        case Repeat(inner, least, most, lazy):
            return Repeat(_flat(inner), least, most, lazy)
        case _:
            return node


def _globs(node: Node) -> list[str]:
    match node:
        case Byte(members):
            return [_byte(members)]
        case Sequence(items):
            globs = [""]
            for item in items:
                globs = [before + after for before in globs for after in _globs(item)]
                if len(globs) > MOST_GLOBS:
                    raise PatternRefusedError(f"more than {MOST_GLOBS} alternatives")
            return globs
        case Choice(branches):
            return [glob for branch in branches for glob in _globs(branch)]
        case Repeat(Byte(members), least, None) if members in (*ANY, *PART) and least < MOST_TIMES:
            if least and members in ANY:
                raise PatternRefusedError("`.+`, which has no form in a glob")
            return ["?" * least + ("**" if members in ANY else "*")]
        case Repeat(inner, least, most) if most is not None and most <= MOST_TIMES:
            return ["".join(parts) for n in range(least, most + 1) for parts in _products(_globs(inner), n)]
        case Repeat():
            raise PatternRefusedError("a repeat that has no form in a glob")
        case _:
            raise PatternRefusedError("an anchor inside it, which has no form in a glob")


def _products(globs: list[str], times: int) -> list[tuple[str, ...]]:
    products: list[tuple[str, ...]] = [()]
    for _ in range(times):
        products = [(*before, glob) for before in products for glob in globs]
        if len(products) > MOST_GLOBS:
            raise PatternRefusedError(f"more than {MOST_GLOBS} alternatives")
    return products


def _byte(members: frozenset[int]) -> str:
    if members in PART:
        return "?"
    if members in ANY:
        raise PatternRefusedError("a `.`, which stands for a `/` as well; escape it")
    if members == frozenset(b"\\/"):
        return "/"
    if max(members) >= 0x80 or ord("\\") in members or (ord("/") in members and len(members) > 1):
        raise PatternRefusedError("a set that has no form in a glob")
    characters = "".join(chr(member) for member in sorted(members))
    if len(characters) == 1:
        return f"[{characters}]" if characters in SPECIAL else characters
    if any(special in characters for special in "]-!^["):
        raise PatternRefusedError("a set that has no form in a glob")
    return f"[{characters}]"
