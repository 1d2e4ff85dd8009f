"""Secrets that are printed, logged or put into exceptions, in languages without a parser here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.lines.expressions import names_in
from scanner.misuse.names import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

LOGGER = rb"\b(?:log|logger|LOG|LOGGER|slog|klog|glog|logrus|_logger|Log|Timber|NSLog|error_log|Rails\.logger)"
RAISED = rb"\bfmt\.Errorf|\bthrow[ \t]+(?:new[ \t]+)?[\w.\\]+|\braise[ \t]+[\w:.]+\.new"
CALL = re.compile(
    rb"("
    + LOGGER
    + rb"(?:\.[A-Za-z]\w*|::\w+)?|"
    + RAISED
    + rb"|\bfmt\.(?:Print|Fprint)\w*|\bSystem\.(?:out|err)\.print\w*|"
    rb"\bConsole\.Write\w*|\be?println!|\bvar_dump|\bprint_r|\bputs|\bos_log)[ \t]*\(([^\n]{1,400})\)"
)
COMMAND = re.compile(
    rb"^[ \t]*((?:Rails\.)?logger\.(?:debug|info|warn|error|fatal)|puts|p|raise[ \t]+[A-Z][\w:]*,)[ \t]+"
    rb"(?![=(])([^\n]{1,400}?)"
    rb"(?:[ \t]+(?:if|unless|\#)[ \t][^\n]*)?$",
    re.MULTILINE,
)
EXCEPTION = re.compile(RAISED + rb"|raise\b")
ARGUMENT = re.compile(rb"(?:[^,\"'\\]|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\\)+")
JOINED = re.compile(rb"[\"'+]|[ \t]\.[ \t]")
OFTEN_NAMED = {"secret", "privatekey", "private_key"}
"""What messages name so is as often the name of a secret in a store, or of a key's file."""


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each secret that one line shows."""
    calls = [*CALL.finditer(text.content)]
    if text.path.endswith(b".rb"):
        calls += COMMAND.finditer(text.content)
    for found in calls:
        called = b" ".join(found[1].rstrip(b",").split())
        rule = "misuse-secret-in-output"
        if EXCEPTION.match(called):
            rule = "misuse-secret-in-exception"
        elif re.match(LOGGER, called):
            rule = "misuse-secret-in-log"
        given = [found[2]]
        if called.startswith(b"throw"):  # a value alone is not in the message
            given = [each for each in ARGUMENT.findall(found[2]) if JOINED.search(each)]
        for name in dict.fromkeys(name for each in given for name in names_in(each)):
            if is_secret(name) and not (rule == "misuse-secret-in-exception" and name.lower() in OFTEN_NAMED):
                yield Hit(rule, found.start(1), found.end(1), f"{called.decode()}({name})")
