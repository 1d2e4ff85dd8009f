"""What stands in for a value that is not there: `process.env.TOKEN || "…"`, `ENV.fetch("TOKEN") { "…" }`."""

from __future__ import annotations

from scanner.engine.syntax.forms.interface import Reading
from scanner.engine.syntax.forms.values import quoted_behind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named, Shape

FALLBACK = rb"""(?x) [)\]]{0,2}+ (?:
    \s{0,24}+ (?: \|\| | \?\?=? | \?: | \bor\b | // | \bdefault\b ) \s{0,24}+ [\w.(]{0,20}?
  | \.unwrap_or(?:_else)?+ \( (?: \| _? \| \s? )?+
  | (?: [ ]by[ ]lazy )? [ ]? \{ [ ]? (?=["'])
) (?=["'`]) """


class Fallback:
    """An alternative behind a name."""

    def fits(self, shape: Shape) -> bool:
        """Whether an operator or a call of that kind may follow."""
        return not shape.is_value and (shape.is_bracketed or shape.sign in b"|?o/)].d{b")

    def readings(self, content: bytes, name: Named, path: bytes) -> Iterator[Reading]:
        """Yield the quoted alternative."""
        return quoted_behind("fallback", FALLBACK, content, name.behind)
