"""Secrets that a workflow or a pipeline writes to its log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

PRINTED = re.compile(rb"(?:^|[;&|({\s:'\"])(?:echo|printf|Write-Host|Write-Output)[ \t]+([^\n]*)", re.MULTILINE)
SECRET = re.compile(rb"\$\{\{[ \t]*secrets\.(\w+)[ \t]*\}\}|\$(?:\{(\w+)\}|(\w+)|env:(\w+))")
TAKEN_ELSEWHERE = re.compile(rb"[^|]\|[^|]|>|<<<")
MASKED = b"add-mask"
SHOWN_ALL_THE_SAME = re.compile(
    rb"[^|>]*(?<!\|)\|[ \t]*"
    rb"(?:cat[ \t]*(?:-\w+)?|rev|base64(?![ \t]+-{1,2}d)[^|>]*|(?:tee|sed|xxd|fold)\b[^|>]*)[ \t\"']*"
)
"""Pipes that end in what writes to the log, mostly in another spelling than the one that is masked."""

ALL_OF_THEM = re.compile(rb"\$\{\{[ \t]*toJSON\([ \t]*secrets[ \t]*\)[ \t]*\}\}", re.IGNORECASE)
CODE = re.compile(
    rb"\b(print|console\.(?:log|info|error)|core\.(?:info|debug|notice|warning|error)|puts)[ \t]*\(([^\n]{1,300})"
)
READ = re.compile(
    rb"\$\{\{[ \t]*secrets\.(\w+)[ \t]*\}\}|process\.env\.(\w+)|os\.environ\[[\"'](\w+)|"
    rb"(?:getenv|environ\.get)\([\"'](\w+)|ENV\[[\"'](\w+)"
)
EVERYTHING = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?(?:run:[ \t]*|sh[ \t]+)?[\"']?(printenv|env|export)"
    rb"(?:[ \t]*\|[ \t]*(?:sort|grep|cat|tee)\b[^|>\n]*)?[\"']?[ \t]*(?:#[^\n]*)?$",
    re.MULTILINE,
)
"""Commands that print the whole environment."""

GIVEN_A_SECRET = re.compile(rb"\$\{\{[ \t]*secrets\.(?!GITHUB_TOKEN\b)\w+")
BUILD_ARGUMENT = re.compile(
    rb"--build-arg[ =]+[\"']?(\w+)(?:=[\"']?(\$[^\s\"']*(?:\{[ \t]*[^}\n]*\}\})?)|(?=[ \t\"'\n]))"
)
BUILD_ARGUMENTS = re.compile(rb"^([ \t]*)build-args:[^\n]*\n((?:\1[ \t]+[^\n]*\n?)+)", re.MULTILINE)
ARGUMENT = re.compile(rb"^[ \t]*(\w+)=[ \t]*([^\n]*)", re.MULTILINE)


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each secret that a line prints, and each one that it gives to a build of an image."""
    yield from _echoed(text.content)
    yield from _printed_by_code(text.content)
    if GIVEN_A_SECRET.search(text.content) or b".gitlab-ci" in text.path:
        for found in EVERYTHING.finditer(text.content):
            yield Hit("misuse-secret-in-ci-log", *found.span(1), found[1].decode())
    yield from _build_arguments(text.content)


def _echoed(content: bytes) -> Iterator[Hit]:
    """Yield each secret that `echo` and its like print. What goes into a file, a pipe or a mask is not printed."""
    for found in PRINTED.finditer(content):
        printed = found[1].partition(b" #")[0]
        is_taken = TAKEN_ELSEWHERE.search(printed) and not SHOWN_ALL_THE_SAME.fullmatch(printed)
        if is_taken or MASKED in printed:
            continue
        if ALL_OF_THEM.search(printed):
            yield Hit("misuse-secret-in-ci-log", *found.span(1), "echo toJSON(secrets)")
        for secret in SECRET.finditer(printed):
            name = (secret[1] or secret[2] or secret[3] or secret[4]).decode()
            if secret[1] is not None or is_secret_variable(name):
                begin = found.start(1) + secret.start()
                end = found.start(1) + secret.end()
                yield Hit("misuse-secret-in-ci-log", begin, end, f"echo {name}")


def _build_arguments(content: bytes) -> Iterator[Hit]:
    for found in BUILD_ARGUMENT.finditer(content):
        if _is_secret_argument(found[1], found[2] or b""):
            yield Hit("misuse-secret-in-image", *found.span(1), f"--build-arg {found[1].decode()}")
    for block in BUILD_ARGUMENTS.finditer(content):
        for found in ARGUMENT.finditer(content, *block.span(2)):
            if _is_secret_argument(found[1], found[2]):
                yield Hit("misuse-secret-in-image", *found.span(1), f"build-args {found[1].decode()}")


def _printed_by_code(content: bytes) -> Iterator[Hit]:
    """Yield each secret that a line of another language inside a workflow prints."""
    for found in CODE.finditer(content):
        for secret in READ.finditer(content, *found.span(2)):
            name = next(each for each in secret.groups() if each is not None).decode()
            if secret[1] is not None or is_secret_variable(name):
                yield Hit("misuse-secret-in-ci-log", *secret.span(), f"{found[1].decode()} {name}")


def _is_secret_argument(name: bytes, value: bytes) -> bool:
    """Whether the argument of a build is a secret, by its own name or by that of the variable that it has."""
    named = [name, *(next(each for each in found.groups() if each) for found in SECRET.finditer(value))]
    return any(is_secret_variable(each.decode()) for each in named)
