"""Secret files that a container image would take along: a Dockerfile copies its whole context."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from scanner.hygiene.dockerignore import read_dockerignore
from scanner.hygiene.fix import read
from scanner.hygiene.model import Remark
from scanner.hygiene.patterns import below, joined
from scanner.hygiene.verdicts import parents
from scanner.regular import regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.hygiene.survey import SecretFile, Survey

DOCKERFILE = re.compile(
    rb"(?:.*/)?(?:(?:Docker|Container)file(?:\.(?!dockerignore$)[\w.-]+)?|[\w.-]+\.Dockerfile)", re.IGNORECASE
)
EVERYTHING = rb"(?:\.|\./|\*|/)"
WHOLE_CONTEXT = re.compile(
    rb"^[ \t]*(?:COPY|ADD)[ \t]+(?:--(?!from=)[a-z]+(?:=\S*)?[ \t]+)*"
    rb"(?:\[[ \t]*[\"']" + EVERYTHING + rb"[\"'],|" + EVERYTHING + rb"[ \t])",
    re.MULTILINE | re.IGNORECASE,
)
IGNORE_FILES = (b".dockerignore", b".containerignore")
PROBE = b".env"
MOST = 1 << 20


def docker_remarks(survey: Survey, secrets: Sequence[SecretFile]) -> Iterator[Remark]:
    """Yield a remark for each secret file that a build of a tracked Dockerfile would copy into the image.

    The context is the nearest directory with a `.dockerignore`, or else that of the Dockerfile. Raises HygieneError if
    a `.dockerignore` is no text, or has a pattern that is none.
    """
    told: set[tuple[bytes, bytes]] = set()
    for dockerfile in filter(DOCKERFILE.fullmatch, survey.tracked):
        if survey.spared(dockerfile) or not copies_everything(os.path.join(survey.root, dockerfile)):
            continue
        context, ignore_file = context_of(survey, dockerfile)
        content = read(os.path.join(survey.root, ignore_file), os.fsdecode(ignore_file))
        ignores = read_dockerignore(content, os.fsdecode(ignore_file)).ignores
        found = {secret.path: secret.convention for secret in secrets if below(context, secret.path)}
        there = frozenset(found)
        probe = joined(context, PROBE)
        convention = survey.conventions.convention_of(probe)
        if convention is not None and not survey.spared(probe):
            found.setdefault(probe, convention)
        for path, convention in found.items():
            if (ignore_file, path) in told or ignores(os.fsdecode(path[len(context) :]).lstrip("/")):
                continue
            told.add((ignore_file, path))
            message = f"{os.fsdecode(dockerfile)} copies its whole context into the image"
            message += ", this file with it" if path in there else ", and would copy this file"
            mend = f"add it to {os.fsdecode(ignore_file)}: run `keysieve gitignore fix`"
            yield Remark(
                "docker", "error" if path in there else "suggestion", path, message, mend, convention, None, ignore_file
            )


def copies_everything(file: bytes) -> bool:
    """Whether the Dockerfile copies its whole context; one that cannot be read does not."""
    try:
        with open(file, "rb", opener=regular) as stream:
            return WHOLE_CONTEXT.search(stream.read(MOST)) is not None
    except OSError:
        return False


def context_of(survey: Survey, dockerfile: bytes) -> tuple[bytes, bytes]:
    """Return the context's directory and its ignore file, both from the root; the file need not be there."""
    own = dockerfile.rpartition(b"/")[0]
    for directory in (*reversed([*parents(dockerfile)]), b""):
        for name in (dockerfile.rpartition(b"/")[2] + b".dockerignore", *IGNORE_FILES):
            ignore_file = joined(directory, name)
            if os.path.isfile(os.path.join(survey.root, ignore_file)):
                return directory, ignore_file
    return own, joined(own, IGNORE_FILES[0])
