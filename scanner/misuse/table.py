"""Which analysers look at which files. Analysers are named as text and imported for the first file of their kind."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scanner.misuse.names import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Analyser, Hit, Text

PYTHON = "scanner.misuse.python.analyser:analyse"
JAVASCRIPT = "scanner.misuse.javascript.analyser:analyse"
CODE = "scanner.misuse.lines.code:analyse"
CRYPTO = "scanner.misuse.lines.crypto:analyse"
CLIENT = "scanner.misuse.lines.client:analyse"
DOCKERFILE = "scanner.misuse.lines.dockerfile:analyse"
COMPOSE = "scanner.misuse.lines.compose:analyse"
WORKFLOW = "scanner.misuse.lines.workflow:analyse"

WEB = rb"\.(?:[cm]?[jt]s|[jt]sx)$"
IMAGE = re.compile(rb"(?:^|/)(?:Docker|Container)file(?:\.[\w-]+)?$|\.dockerfile$", re.IGNORECASE)
CODE_FILE = rb"\.(?:go|java|kt|kts|scala|cs|rb|php|rs|swift|m)$"
ANALYSERS = (
    (re.compile(rb"\.pyi?$"), PYTHON),
    (re.compile(WEB), JAVASCRIPT),
    (re.compile(CODE_FILE), CODE),
    (re.compile(CODE_FILE), CRYPTO),
    (
        re.compile(WEB + rb"|\.(?:vue|svelte|astro|html?|env|ya?ml|toml)$|(?:^|/)\.env[^/]*$|(?:^|/)Dockerfile[^/]*$"),
        CLIENT,
    ),
    (IMAGE, DOCKERFILE),
    (re.compile(rb"(?:^|/)[\w.-]*compose[\w.-]*\.ya?ml$"), COMPOSE),
    (
        re.compile(
            rb"(?:^|/)(?:\.github/(?:workflows|actions)/.*|\.gitlab-ci[^/]*|azure-pipelines[^/]*|\.circleci/.*|"
            rb"bitbucket-pipelines|\.travis|\.drone|\.buildkite/.*)\.ya?ml$|(?:^|/)Jenkinsfile[^/]*$|\.ci/[^/]*$"
        ),
        WORKFLOW,
    ),
)
TREE_SITTER = ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")


def hits(text: Text) -> Iterator[Hit]:
    """Yield all misuse in the text, by whatever analyses files of its name."""
    is_named = QUICK.search(text.content) is not None or _has_key_sink(text.content)
    if not is_named and not IMAGE.search(text.path):  # a file with a secret may be copied by any name
        return
    for pattern, name in ANALYSERS:
        if pattern.search(text.path) and (name != JAVASCRIPT or javascript_is_read()):
            yield from _analyser(name)(text)


KEY_SINK = re.compile(
    rb"MODE_CBC|algorithms\.|modes\.(?:CBC|GCM|CTR)|createCipheriv|createDecipheriv|Fernet\(|AESGCM|IvParameterSpec|SecretKeySpec|"
    rb"jwt\.(?:encode|sign)|JWT|NewC[BT]|SignedString|SymmetricSecurityKey|crypt|Cipher|secrets\.|id_rsa|\.env\b|verify=False|AES\.new"
)


def _has_key_sink(content: bytes) -> bool:
    return KEY_SINK.search(content) is not None


@cache
def javascript_is_read() -> bool:
    """Whether the parser of JavaScript and TypeScript is installed; it is an extra."""
    return all(find_spec(name) is not None for name in TREE_SITTER)


@cache
def _analyser(name: str) -> Analyser:
    module, _, attribute = name.partition(":")
    analyser: Analyser = getattr(import_module(module), attribute)
    return analyser
