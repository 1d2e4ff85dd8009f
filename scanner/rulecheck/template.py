"""Sample templates: text with placeholders that are filled with made-up values, so that no sample is stored.

`{base62:30}` is a placeholder, `{{` and `}}` stand for braces. `docs/rules.md` lists the generators.
"""

from __future__ import annotations

import re
from random import Random

from scanner.errors import KeysieveError
from scanner.rulecheck.generators import GENERATORS

PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{([a-z0-9_]+|HEX|BASE36)(?::((?:[^{}]|\{\{[a-z0-9_:\-]+\}\})*))?\}|[{}]", re.IGNORECASE
)


class TemplateError(KeysieveError):
    """A sample template names no generator, gives one a wrong argument, or its braces do not pair."""


def fill(template: str, random: Random) -> str:
    """Return the template with every placeholder filled from `random`.

    Raises TemplateError for an unknown generator, a wrong argument or a single brace.
    """

    def value(found: re.Match[str]) -> str:
        text = found.group()
        if text in ("{{", "}}"):
            return text[0]
        name, argument = found.group(1), found.group(2) or ""
        if name not in GENERATORS:
            raise TemplateError(
                f"{text!r} in the sample {template!r} is no placeholder; write {{{{ and }}}} for braces"
            )
        if "{{" in argument:
            argument = fill(argument.replace("{{", "{").replace("}}", "}"), random)
        try:
            return GENERATORS[name](argument, random)
        except (ValueError, IndexError, KeyError) as error:
            raise TemplateError(f"{text!r} in the sample {template!r} has the wrong argument: {error}") from error

    return PLACEHOLDER.sub(value, template)
