"""`MaskingFilter`: what the process has read of secrets does not reach its logs."""

from __future__ import annotations

import logging
import re
from collections.abc import ItemsView, KeysView, Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from scanner.runtime.finder import MASK
from scanner.runtime.seen import SEEN, SeenSecrets

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.runtime.finder import Finder, Finders

    AnyFinder = Finder | Finders

USUAL = frozenset(logging.makeLogRecord({}).__dict__)
"""What every record has; the rest was given as `extra`, or left by a formatter."""

USUAL_COUNT = len(USUAL)
DEEPEST = 8
"""Levels of `extra` and arguments that are looked into; what lies deeper is masked whole."""
CUT = re.compile(r"%(\([^)]*\))?[-#0 +]*(\d+|\*)?\.")
"""A place that shows the beginning of an argument only, as `%.8s`: that of a secret is masked before it is cut."""

PLAIN = (int, float, bool, range, type(None))
VIEWS = (KeysView, ValuesView, ItemsView)


class MaskingFilter(logging.Filter):
    """Replaces in a record what is a secret by `****`, in whatever spelling, and lets every record pass.

    Put it on handlers: filters of loggers do not see what child loggers hand up. Message, arguments, traceback, stack
    and `extra` are looked at; of `extra`, texts, bytes, exceptions and containers, not objects of other classes. A
    record without a secret is left as it is; of one that holds any, the message has its arguments put in, and the
    traceback is text.
    """

    def __init__(self, seen: SeenSecrets = SEEN) -> None:
        super().__init__()
        self._seen = seen
        self._seen.warn()

    def add(self, secret: Secret, name: str = "") -> None:
        """Mask a secret, too, that was not read through this library."""
        self._seen.add(secret, name)

    def forget(self, secret: Secret) -> None:
        """Mask a value no longer."""
        self._seen.forget(secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask what the record holds; always True. Of what cannot be masked nothing is shown."""
        try:
            finder = self._seen.finder()
            if finder is not None:
                _mask(record, finder)
        except Exception:  # noqa: BLE001 - whatever others put into a record, a log must neither raise nor show it
            _blank(record)
        return True


def _mask(record: logging.LogRecord, finder: AnyFinder) -> None:
    try:
        text = record.getMessage() if record.args else record.msg
        if text.__class__ is not str:
            text = str(text)
    except Exception:  # noqa: BLE001 - arguments of others may raise anything when shown; a log must not
        shown = repr(record.msg) if isinstance(record.msg, str) else f"a {type(record.msg).__name__}"
        record.msg = text = f"{shown} (cannot be shown with its arguments)"
        record.args = ()
    for _ in finder.candidates(text):
        masked = finder.masked(text)
        if masked is not text:
            if record.args and CUT.search(str(record.msg)):
                record.args = _masked(record.args, finder, 1)
                masked = finder.masked(record.getMessage())
            record.msg, record.args = masked, ()
        break
    if record.args and _more_than_shown(record.args, text):
        record.args = _masked(record.args, finder, 1)
    if record.exc_info or record.exc_text or record.stack_info:
        _mask_trace(record, finder)
    if len(record.__dict__) != USUAL_COUNT:
        _mask_extra(record, finder)


def _blank(record: logging.LogRecord) -> None:
    record.msg, record.args = "(a record that could not be masked)", ()
    record.exc_info = record.exc_text = record.stack_info = None
    for name in record.__dict__.keys() - USUAL:
        record.__dict__[name] = None


def install_masking(*handlers: logging.Handler, secrets: tuple[Secret, ...] = ()) -> MaskingFilter:
    """Put one filter on the handlers, or on all that loggers have now; return it, for handlers that come later.

    Call it when logging is set up. `secrets` are masked besides what the process reads.
    """
    masking = MaskingFilter()
    for secret in secrets:
        masking.add(secret)
    for handler in handlers or _all_handlers():
        if not any(isinstance(one, MaskingFilter) for one in handler.filters):
            handler.addFilter(masking)
    return masking


def _all_handlers() -> list[logging.Handler]:
    root = logging.getLogger()
    loggers = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger))]
    found = [handler for logger in loggers for handler in logger.handlers]
    return found if logging.lastResort is None else [*found, logging.lastResort]


def _more_than_shown(args: Any, text: str) -> bool:
    """Whether the arguments may hold what does not stand in the message."""
    if args.__class__ is not tuple:
        return True
    return any(one not in text if isinstance(one, str) else not isinstance(one, PLAIN) for one in args)


def _mask_trace(record: logging.LogRecord, finder: AnyFinder) -> None:
    if record.exc_info and not record.exc_text:
        text = logging.Formatter().formatException(record.exc_info)
        masked = finder.masked(text)
        if masked is not text:
            record.exc_text, record.exc_info = masked, None
    elif record.exc_text:
        masked = finder.masked(record.exc_text)
        if masked is not record.exc_text:
            record.exc_text, record.exc_info = masked, None
    if record.stack_info:
        record.stack_info = finder.masked(record.stack_info)


def _mask_extra(record: logging.LogRecord, finder: AnyFinder) -> None:
    for name, value in list(record.__dict__.items()):
        if name not in USUAL:
            record.__dict__[name] = _masked(value, finder, 0)


def _masked(value: Any, finder: AnyFinder, depth: int) -> Any:
    """Return the value without secrets: the same object if there is none in it."""
    if isinstance(value, str):
        return finder.masked(value)
    if isinstance(value, PLAIN):
        return value
    if depth > DEEPEST:
        return MASK
    if isinstance(value, Mapping):
        changed = {_masked(name, finder, depth + 1): _masked(one, finder, depth + 1) for name, one in value.items()}
        same = all(one is other for pair in zip(changed.items(), value.items()) for one, other in zip(*pair))
        return value if same else changed
    if isinstance(value, (bytes, bytearray, memoryview)):
        text = bytes(value).decode("utf-8", "surrogateescape")
        masked = finder.masked(text)
        return value if masked is text else masked
    if isinstance(value, BaseException):
        text = str(value)
        masked = finder.masked(text)
        return value if masked is text else masked
    if isinstance(value, AbstractSet) and not isinstance(value, VIEWS):
        members = {_masked(one, finder, depth + 1) for one in value}
        return value if members == value else members
    if isinstance(value, (Sequence, *VIEWS)):
        given = list(value)  # a view makes new pairs each time
        items = [_masked(one, finder, depth + 1) for one in given]
        if all(one is other for one, other in zip(items, given)):
            return value
        return tuple(items) if isinstance(value, tuple) else items
    return value
