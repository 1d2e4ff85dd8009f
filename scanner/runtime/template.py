"""Templates: texts that refer to secrets, as `postgresql://${vault:shop/db#user}:${vault:shop/db#password}@db/shop`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.model import Secret
from scanner.stores.interface import RefusedValueError
from scanner.stores.structured import field_of
from scanner.stores.table import STORES
from scanner.text.percent import percent_encoded

if TYPE_CHECKING:
    from collections.abc import Callable

REFERENCE = re.compile(r"\$\{([A-Za-z]\w*):(?![-+?=])([^{}#]*)(#[^{}]*)?(\}?)")
"""`${STORE:NAME}` or `${STORE:NAME#FIELD}`; shells' own `${NAME:-…}` and its like are none."""

WORD_END = re.compile(r"""[\s"'`<>]""")
"""What cannot stand in a URL, so that one ends before it."""


def resolved(template: str | Secret, read: Callable[[str, str], Secret]) -> Secret:
    """Return the template with each reference replaced by what `read` returns for its store and name.

    Inside of a URL values are percent-encoded. Each secret is read once, so that its fields are of one version. Raises
    RefusedValueError for what is no reference and looks like one, and what `read` raises.
    """
    text = template if isinstance(template, str) else template.reveal_in_clear().decode("utf-8", "surrogateescape")
    known: dict[tuple[str, str], Secret] = {}
    pieces, end = [], 0
    for found in REFERENCE.finditer(text):
        kind, name, field = _parts(found)
        if (kind, name) not in known:
            known[kind, name] = read(kind, name)
        secret = known[kind, name]
        value = (secret if field is None else field_of(name, secret, field)).reveal_in_clear()
        pieces += [_bytes(text[end : found.start()]), percent_encoded(value) if _in_url(text, found.start()) else value]
        end = found.end()
    return Secret(b"".join((*pieces, _bytes(text[end:]))))


def _parts(found: re.Match[str]) -> tuple[str, str, str | None]:
    """Return store, name and field. Raises RefusedValueError, which shows nothing that could be a value."""
    kind, name, field, closed = found.groups()
    where = f"the reference at character {found.start() + 1} of the template"
    if kind not in STORES:
        raise RefusedValueError(
            f"{where} names the store {kind!r}, which there is not; use {', '.join(sorted(STORES))}"
        )
    if not closed:
        raise RefusedValueError(f"{where} is not closed; write ${{{kind}:NAME}} or ${{{kind}:NAME#FIELD}}")
    if not name or field == "#":
        raise RefusedValueError(f"{where} lacks a name; write ${{{kind}:NAME}} or ${{{kind}:NAME#FIELD}}")
    return kind, name, None if field is None else field[1:]


def _in_url(text: str, at: int) -> bool:
    """Whether a URL that the template itself begins goes on at that place."""
    return "://" in WORD_END.split(text[:at])[-1]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
