"""The forms, the likeliest first; a name has the value of the first form that finds one."""

from __future__ import annotations

from functools import lru_cache

from scanner.engine.syntax.forms.argument import Argument, Call, Statement, Tuple
from scanner.engine.syntax.forms.assigned import Assigned
from scanner.engine.syntax.forms.expansion import Expansion
from scanner.engine.syntax.forms.fallback import Fallback
from scanner.engine.syntax.forms.markup import Attribute, Element, Sibling
from scanner.engine.syntax.forms.nested import Nested
from scanner.engine.syntax.forms.pair import Pair
from scanner.engine.syntax.forms.row import Row
from scanner.engine.syntax.named import MOST_SHAPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.syntax.forms.interface import Form
    from scanner.engine.syntax.named import Shape

FORMS: tuple[Form, ...] = (
    Expansion(),
    Pair(),
    Assigned(),
    Nested(),
    Fallback(),
    Argument(),
    Tuple(),
    Row(),
    Call(),
    Element(),
    Attribute(),
    Sibling(),
    Statement(),
)


@lru_cache(MOST_SHAPES)
def forms_of(shape: Shape) -> tuple[Form, ...]:
    """Return the forms that names of the shape can have."""
    return tuple(form for form in FORMS if form.fits(shape))
