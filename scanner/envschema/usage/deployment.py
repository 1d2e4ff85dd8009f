"""Files that deploy: compose, GitHub Actions, and Kubernetes manifests and Helm charts."""

from __future__ import annotations

import os
import re

from scanner.envschema.usage.interface import HASH_COMMENT, UPPER_NAME, Language, by_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

COMPOSE_NAME = re.compile(r"(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml\Z")
WORKFLOW = re.compile(r"(?:^|/)\.github/(?:workflows|actions)/.+\.ya?ml\Z")
CHART = re.compile(r"(?:^|/)(?:templates|charts?|helm|k8s|kubernetes|manifests|deploy)/(?:.*/)?[^/]+\.(?:ya?ml|tpl)\Z")
EXPRESSION = re.compile(r"\$\{\{(?:(?!\}\})[\s\S])*\}\}")
OF_ACTIONS = r"(?!GITHUB_TOKEN\b)"

_contexts = by_patterns(rf"\b(?:secrets|vars)(?:\.|\[['\"]){OF_ACTIONS}{UPPER_NAME}")


def _in_expressions(text: str) -> Iterator[tuple[str, int]]:
    shown = re.sub(HASH_COMMENT, lambda found: " " * len(found[0]), text, flags=re.MULTILINE)
    for found in EXPRESSION.finditer(shown):
        for name, at in _contexts(found[0]):
            yield name, found.start() + at


COMPOSE = Language(
    "compose",
    lambda path: COMPOSE_NAME.fullmatch(os.path.basename(path)) is not None,
    re.compile(r"\$|environment"),
    by_patterns(
        r"(?<!\$)\$\{(?P<name>[A-Za-z_]\w*)(?=[:?+}-])",
        r"(?<!\$)\$(?P<name>[A-Za-z_]\w*)",
        r"^[ \t]+-[ \t]+\"?(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\"?[ \t]*$",
        r"^[ \t]+(?P<name>[A-Z][A-Z0-9_]+):[ \t]*$",
        comment=HASH_COMMENT,
    ),
)
ACTIONS = Language(
    "GitHub Actions",
    lambda path: WORKFLOW.search(path) is not None,
    re.compile(r"\$\{\{"),
    _in_expressions,
)
HELM = Language(
    "Helm",
    lambda path: CHART.search(path) is not None and not WORKFLOW.search(path),
    re.compile(r"\benv\b|valueFrom"),
    by_patterns(
        rf"^[ \t]*-[ \t]+name:[ \t]*\"?{UPPER_NAME}\"?[ \t]*\r?\n[ \t]+value(?:From)?:",
        rf"^[ \t]*-[ \t]+\{{[ \t]*name:[ \t]*\"?{UPPER_NAME}\"?[ \t]*,[ \t]*value",
        comment=HASH_COMMENT,
    ),
)
