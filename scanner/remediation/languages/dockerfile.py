"""Dockerfiles: what stands in one is in the image, or in its history, so each way out needs a person."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import line_before

AT_BUILD = "use `RUN --mount=type=secret,id=NAME,env=NAME` and `docker build --secret id=NAME`"
WAYS = {
    "ENV": "take it out and give it when the container runs: `docker run --env NAME`, or `environment:` of compose",
    "ARG": f"an argument stays in the image's history: {AT_BUILD}",
    "RUN": AT_BUILD,
    "COPY": "mount it when the container runs",
}


class Dockerfile:
    """Dockerfiles and Containerfiles."""

    by_hand = WAYS["ENV"]

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Raise NotCertainError, with the way out for the instruction."""
        text, at = spot.text, spot.begin
        while re.search(
            r"\\[ \t]*\r?\n\Z", text[: at - len(line_before(text, at))]
        ):  # an instruction over several lines
            at = at - len(line_before(text, at)) - 1
        word = line_before(text, at).split(None, 1)[:1] or [text[at : at + 4]]
        way = WAYS.get(word[0].upper(), WAYS["ENV"])
        raise NotCertainError("what an image is built from cannot read it when the container runs", way)

    def fault(self, text: str, path: str) -> str:
        """Return nothing: it is not rewritten."""
        return ""


DOCKERFILE = Dockerfile()
