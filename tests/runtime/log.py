"""A logger of a test's own, with the filter on its handler."""

from __future__ import annotations

import io
import logging

from scanner.model import Secret
from scanner.runtime import MaskingFilter
from scanner.runtime.seen import SeenSecrets


class Log:
    """A logger with one handler that masks, and what it wrote."""

    def __init__(self, *values: str | bytes) -> None:
        self.seen = SeenSecrets()
        for value in values:
            self.seen.add(Secret(value if isinstance(value, bytes) else value.encode()))
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.masking = MaskingFilter(self.seen)
        self.handler.addFilter(self.masking)
        self.logger = logging.Logger("app", logging.DEBUG)  # noqa: LOG001 - of this test alone
        self.logger.addHandler(self.handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()
