"""`Conventions`: which paths hold secrets by their names, from `rules/_secret_files.txt` and the configuration."""

from __future__ import annotations

import os

from scanner.hygiene.model import Convention, HygieneError
from scanner.regular import regular
from scanner.ruleset.locate import data_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

LIST = "_secret_files.txt"
KEYS = {"probe", "beside", "if", "unless", "encrypt"}
ANYWHERE = "**/"


class Conventions:
    """Finds the secret files among many names: most are passed over by one look at the name."""

    def __init__(self, files: Iterable[Convention], exceptions: Iterable[Convention]) -> None:
        """`files`: what holds secrets, of which the first that fits a path counts; `exceptions`: what never does."""
        self.files = tuple(files)
        self.exceptions = tuple(exceptions)
        self._compiled: list[tuple[re.Pattern[bytes], Convention]] = []
        """The exceptions and then the files, each with its expression; made when a name looks like one of them."""
        names = [os.fsencode(convention.pattern.rpartition("/")[2].lower()) for convention in self.files]
        globs = [name.replace(b"?", b"*").split(b"*") for name in names if is_glob(name)]
        self._exact = frozenset(name for name in names if not is_glob(name))
        self._beginnings = tuple({pieces[0] for pieces in globs if pieces[0]})
        endings = [pieces[1] for pieces in globs if _is_ending(pieces)]
        self._endings = frozenset(ending for ending in endings if ending.count(b".") == 1)
        self._long_endings = tuple(ending for ending in endings if ending.count(b".") > 1)
        self._pieces = tuple({max(pieces, key=len) for pieces in globs if not pieces[0] and not _is_ending(pieces)})

    def secret_files(self, paths: Sequence[bytes]) -> Iterator[tuple[bytes, Convention]]:
        """Yield the paths that hold secrets by their names, each with its convention, in order."""
        exact, endings, beginnings = self._exact, self._endings, self._beginnings
        lowered = b"\0".join(paths).lower()
        long_endings = tuple(ending for ending in self._long_endings if ending in lowered)
        pieces = [piece for piece in self._pieces if piece in lowered]  # most repositories have none of them
        for path, low in zip(paths, lowered.split(b"\0"), strict=False):
            name = low[low.rfind(b"/") + 1 :]
            if (
                name in exact
                or name[name.rfind(b".") :] in endings
                or name.startswith(beginnings)
                or name.endswith(long_endings)
                or (pieces and any(piece in name for piece in pieces))
            ):
                convention = self.convention_of(path)
                if convention is not None:
                    yield path, convention

    def convention_of(self, path: bytes) -> Convention | None:
        """Return the convention that names the path; None if none does, or if it is an exception."""
        named = self._first_fitting(path)
        return None if named in self.exceptions else named

    def exception_of(self, path: bytes) -> Convention | None:
        """Return the exception that names the path, which is meant to be committed; None if none does."""
        named = self._first_fitting(path)
        return named if named in self.exceptions else None

    def _first_fitting(self, path: bytes) -> Convention | None:
        if not self._compiled:
            self._compiled = [(compiled(each.pattern), each) for each in (*self.exceptions, *self.files)]
        return next((convention for pattern, convention in self._compiled if pattern.fullmatch(path)), None)

    def fits(self, pattern: str, path: bytes) -> bool:
        """Whether the pattern, which is of the form of conventions, fits the path."""
        return compiled(pattern).fullmatch(path) is not None


def load_conventions(extra: Sequence[str] = ()) -> Conventions:
    """Return the built-in conventions, and with them the patterns in `extra`, which come first.

    Raises HygieneError if the list is damaged or a pattern is not of the form that it asks for.
    """
    path = os.path.join(data_directory(), LIST)
    with open(path, encoding="utf-8", opener=regular) as stream:
        files, exceptions = parse(stream, path)
    for pattern in extra:
        check_pattern(pattern, "the configuration's `secret_files`")
    return Conventions([*map(Convention, extra), *files], exceptions)


def parse(lines: Iterable[str], path: str) -> tuple[list[Convention], list[Convention]]:
    """Return the conventions and the exceptions that the lines of the file `path` hold.

    Raises HygieneError for a line that is of another form.
    """
    files: list[Convention] = []
    exceptions: list[Convention] = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        where = f"{path}:{number}"
        if words[0] not in ("file", "not") or len(words) < 2:
            raise HygieneError(f"{where}: must begin with `file PATTERN` or `not PATTERN`")
        options = dict(word.partition("=")[::2] for word in words[2:])
        if not options.keys() <= KEYS:
            raise HygieneError(f"{where}: knows only {', '.join(sorted(KEYS))}")
        check_pattern(words[1], where)
        convention = Convention(
            words[1],
            tuple(filter(None, options.get("probe", "").split(","))),
            tuple(filter(None, options.get("beside", "").split(","))),
            options.get("if", ""),
            options.get("unless", ""),
            options.get("encrypt", ""),
        )
        (files if words[0] == "file" else exceptions).append(convention)
    return files, exceptions


def check_pattern(pattern: str, where: str) -> None:
    """Raise HygieneError unless the pattern is a name, or `**/` and parts of a path, with `*` and `?` alone."""
    body = pattern.removeprefix(ANYWHERE)
    if not body.strip("*?") or body[0] in "/!#" or body[-1] in "/ " or "**" in body or set(body) & set("\\[]"):
        raise HygieneError(f"{where}: {pattern!r}: write a name such as `*.token`, or `**/` and a path")
    if "/" in body and body == pattern:
        raise HygieneError(f"{where}: {pattern!r}: a path begins with `**/`; it counts in every directory")


def is_glob(pattern: bytes | str) -> bool:
    """Whether the pattern stands for more than one name."""
    return ("*" in pattern or "?" in pattern) if isinstance(pattern, str) else (b"*" in pattern or b"?" in pattern)


def _is_ending(pieces: Sequence[bytes]) -> bool:
    """Whether a name cut at its globs is `*` and a literal with a dot."""
    return len(pieces) == 2 and not pieces[0] and b"." in pieces[1]


def compiled(pattern: str) -> re.Pattern[bytes]:
    """Return the pattern as an expression over whole paths."""
    import re  # most repositories have no file whose name would need it

    from scanner.config.glob import expression

    anywhere = "(?:.*/)?" + expression(pattern.removeprefix(ANYWHERE))
    return re.compile(os.fsencode(anywhere), re.DOTALL | re.IGNORECASE)
