"""Files that deploy: compose, GitHub Actions, and Kubernetes manifests and Helm charts."""

from __future__ import annotations

import os
import re

from scanner.envschema.usage.interface import HASH_COMMENT, UPPER_NAME, Language, by_patterns

COMPOSE_NAME = re.compile(r"(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml\Z")
WORKFLOW = re.compile(r"(?:^|/)\.github/(?:workflows|actions)/.+\.ya?ml\Z")
CHART = re.compile(r"(?:^|/)(?:templates|charts?|helm|k8s|kubernetes|manifests|deploy)/(?:.*/)?[^/]+\.(?:ya?ml|tpl)\Z")
OF_ACTIONS = r"(?!GITHUB_TOKEN\b)"

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
    by_patterns(
        rf"\$\{{\{{[^}}\n]*?\b(?:secrets|vars)\.{OF_ACTIONS}{UPPER_NAME}",
        rf"\$\{{\{{[^}}\n]*?\b(?:secrets|vars)\[['\"]{OF_ACTIONS}{UPPER_NAME}['\"]\]",
        comment=HASH_COMMENT,
    ),
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
