"""`array`."""

from __future__ import annotations

from scanner.envschema.types.document import as_raw, counted, structured
from scanner.envschema.types.interface import MisfitError, OptionError, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw


class ArrayType:
    """A list: `[a, b]`, JSON, or texts with a separator between them."""

    mask = ""

    def __init__(self, options: Options) -> None:
        from scanner.envschema.types.table import make_nested

        self._element = make_nested(options.arguments.pop(0) if options.arguments else "string")
        self._separator = options.text("separator") or ","
        form = options.text("format") or "separator"
        if form not in {"separator", "json"}:
            raise OptionError("format must be separator or json")
        self._json = form == "json"
        self._least, self._most = options.count("minLength"), options.count("maxLength")
        self._length = options.count("isLength")
        self._unique = options.flag("unique")
        options.end()
        if self._least is None and self._length is None:
            self._least = 1
        self.mask = self._element.mask

    def read(self, value: Raw) -> list[object]:
        """Return the list with its elements read."""
        elements = self._elements(value)
        counted(len(elements), self._least, self._most, self._length, "elements")
        result: list[object] = []
        for number, element in enumerate(elements, 1):
            if not self._json and isinstance(element, str) and self._separator in element:
                raise MisfitError(f"has a separator in element {number}, and could not be written back")
            try:
                read = self._element.read(element)
            except MisfitError as error:
                raise MisfitError(f"has a wrong element, number {number}: it {error}") from error
            if self._unique and read in result:
                raise MisfitError(f"has element {number} twice")
            result.append(read)
        return result

    def _elements(self, value: Raw) -> list[Raw]:
        if isinstance(value, list):
            return value
        if isinstance(value, dict):
            raise MisfitError("is a table and no list")
        text = value.strip()
        if text.startswith(("[", "{")):
            document = structured(text)
            if not isinstance(document, list):
                raise MisfitError("is a table and no list")
            return [as_raw(element) for element in document]
        return [part for part in (each.strip() for each in text.split(self._separator)) if part]
