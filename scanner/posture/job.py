"""Whether a job of a build server runs Keysieve."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

from scanner.posture.contents import text_of, uncommented
from scanner.posture.framework import framework_of
from scanner.posture.interface import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

PLACES = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitea/workflows/*.y*ml",
    ".forgejo/workflows/*.y*ml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
)
OURS = "keysieve"
ADD = "add a job that runs `keysieve scan`; a job that is set up elsewhere cannot be seen from here"


def job_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether a file that sets up a build server names Keysieve. Whether the job runs, no file tells."""
    root = scene.repository.root
    there = [path for place in PLACES for path in sorted(glob.glob(os.path.join(glob.escape(root), place)))]
    named = [os.path.relpath(path, root) for path in there]
    texts = dict(zip(named, (text_of(path) or "" for path in there), strict=True))
    ours = [name for name, text in texts.items() if OURS in uncommented(text).lower()]
    through = [name for name, text in texts.items() if "pre-commit" in uncommented(text)]
    commented = [name for name, text in texts.items() if OURS in text.lower()]
    if ours:
        yield Check("ci-job", "ok", f"{', '.join(ours)} names keysieve; whether the job runs is the server's to tell")
    elif through and framework_of(root) is not None:
        yield Check("ci-job", "ok", f"{', '.join(through)} runs pre-commit, which runs keysieve")
    elif commented:
        yield Check("ci-job", "attention", f"{', '.join(commented)} names keysieve in a comment only", ADD)
    elif there:
        yield Check("ci-job", "missing", f"{len(there)} files set up build servers, and none names keysieve", ADD)
    else:
        yield Check("ci-job", "missing", "no file sets up a build server", ADD)
