"""From expressions to values: references are followed, circles and runaway growth refused, nothing is executed."""

from __future__ import annotations

from scanner.envschema.expression import Call, Reference, Text
from scanner.envschema.functions import EVALUATED, SPECIAL, UNEVALUATED, UnknownValueError, as_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scanner.envschema.expression import Expression
    from scanner.envschema.functions import Value
    from scanner.envschema.types.interface import Raw

LONGEST = 1 << 20
"""Characters that a value may grow to by its references."""


MOST_GROWN = 16 * LONGEST
"""Characters that all values of an environment may grow to."""


class EvaluationError(Exception):
    """A value cannot be evaluated; the message says why."""


class CircleError(EvaluationError):
    """Values refer to each other in a circle."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"refers to itself: {' → '.join(names)}")
        self.names = names


class UnsetError(EvaluationError):
    """A reference leads to a name that nothing defines."""

    def __init__(self, name: str) -> None:
        super().__init__(f"refers to {name}, which neither the schema nor a file defines")
        self.name = name


class Evaluation:
    """The values of one environment."""

    def __init__(
        self,
        definitions: Mapping[str, Expression | None],
        environment: str | None,
        canonical: Callable[[str, str], str] = lambda name, text: text,
    ) -> None:
        """Take what defines each name, the name of the environment, and how a value is spelt for those that refer."""
        self._definitions = definitions
        self.environment = environment
        self._canonical = canonical
        self._values: dict[str, Value] = {}
        self._grown = 0
        self._faults: dict[str, Exception] = {}

    def value(self, name: str) -> Value:
        """Return the value of a name; None: it is not set.

        Raises EvaluationError, and UnknownValueError for one that only an execution could tell.
        """
        if name in self._values:
            return self._values[name]
        if name not in self._faults:
            expression = self._definitions.get(name)
            if isinstance(expression, Text):  # refers to nothing: most of them
                self._values[name] = expression.text
                return expression.text
            self._settle(name)
        if name in self._faults:
            raise self._faults[name]
        return self._values[name]

    def _settle(self, name: str) -> None:
        """Evaluate a name after all that it refers to, without recursion: chains may be long."""
        path: dict[str, Iterator[str]] = {name: self._names(name)}
        while path:
            current = next(reversed(path))
            following = next(path[current], None)
            if following is None:
                del path[current]
                if current not in self._faults:
                    self._compute(current)
            elif following in path:
                names = list(path)
                circle = [*names[names.index(following) :], following]
                for each in circle:
                    self._faults[each] = CircleError(circle)
            elif following not in self._values and following not in self._faults:
                path[following] = self._names(following)

    def _names(self, name: str) -> Iterator[str]:
        expression = self._definitions.get(name)
        return iter(()) if expression is None else references(expression)

    def _compute(self, name: str) -> None:
        expression = self._definitions.get(name)
        try:
            self._values[name] = None if expression is None else self.evaluate(expression)
        except (EvaluationError, UnknownValueError) as error:
            self._faults[name] = error

    def evaluate(self, expression: Expression) -> Value:
        """Return the value of an expression. Raises EvaluationError and UnknownValueError."""
        if isinstance(expression, Text):
            return expression.text
        if isinstance(expression, Reference):
            return self._refer(expression.name)
        value = self._call(expression)
        if isinstance(value, str):
            self._grown += len(value)
            if len(value) > LONGEST or self._grown > MOST_GROWN:
                raise EvaluationError(
                    f"grows to more than {LONGEST} characters by its references, alone or with others"
                )
        return value

    def _refer(self, name: str) -> Value:
        if name not in self._definitions:
            if name.startswith("VARLOCK_"):
                raise UnknownValueError
            raise UnsetError(name)
        value = self.value(name)
        return self._canonical(name, value) if isinstance(value, str) else value

    def _call(self, call: Call) -> Value:
        name = call.name
        if name == "[":
            return [_part(self.evaluate(each)) for each in call.arguments]
        if name == "{":
            return {key: _part(self.evaluate(each)) for key, each in call.options}
        if name in UNEVALUATED:
            raise UnknownValueError
        if name == "undefined":
            return None
        if name == "ref":
            return self._refer(as_text(self.evaluate(call.arguments[0]))) if call.arguments else None
        if name == "forEnv":
            if not self.environment:
                raise EvaluationError("asks for the current environment, which is not set")
            return self.environment in {as_text(self.evaluate(each)) for each in call.arguments}
        if name == "fallback":
            return self._fallback(call)
        function, _, _ = EVALUATED[name]
        return function([self.evaluate(each) for each in call.arguments])

    def _fallback(self, call: Call) -> Value:
        """Return the first value that is set; a name that nothing defines is one that is not set."""
        value: Value = None
        for each in call.arguments:
            try:
                value = self.evaluate(each)
            except UnsetError:
                value = None
            if value not in {None, ""} if not isinstance(value, list | dict) else True:
                return value
        return value


def _part(value: Value) -> Raw:
    """Return a value as part of a list or a table."""
    return value if isinstance(value, list | dict) else as_text(value)


def references(expression: Expression) -> Iterator[str]:
    """Yield the names that an expression refers to."""
    if isinstance(expression, Reference):
        yield expression.name
    elif isinstance(expression, Call):
        if expression.name == "ref" and expression.arguments and isinstance(expression.arguments[0], Text):
            yield expression.arguments[0].text
        for each in (*expression.arguments, *(value for _, value in expression.options)):
            yield from references(each)


def calls(expression: Expression) -> Iterator[Call]:
    """Yield the calls in an expression, lists and tables left out."""
    if isinstance(expression, Call):
        if expression.name not in {"[", "{"}:
            yield expression
        for each in (*expression.arguments, *(value for _, value in expression.options)):
            yield from calls(each)


def fault_in_call(call: Call) -> str | None:
    """Return what is wrong with a call, whatever the values; None: nothing."""
    if call.name in UNEVALUATED:
        return None
    if call.name in SPECIAL:
        if call.name == "ref" and len(call.arguments) != 1:
            return "ref() takes one name"
        return "forEnv() needs a value" if call.name == "forEnv" and not call.arguments else None
    if call.name not in EVALUATED:
        known = ", ".join(sorted({*EVALUATED, *SPECIAL - {"undefined"}}))
        return f"calls {call.name}(), which this version does not support (it knows {known})"
    _, least, most = EVALUATED[call.name]
    if not least <= len(call.arguments) <= most or call.options:
        return f"{call.name}() takes {least if least == most else f'{least} or more'} values without names"
    return None
