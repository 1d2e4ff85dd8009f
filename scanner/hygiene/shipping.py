"""Secret files that would be shipped: into an image, a package for npm, or a source distribution for PyPI."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.hygiene.model import Remark
    from scanner.hygiene.survey import Survey


def shipping_remarks(survey: Survey) -> Iterator[Remark]:
    """Yield a remark for each secret file that a build would take along. Raises KeysieveError as its parts do."""
    from scanner.hygiene.docker import docker_remarks
    from scanner.hygiene.npm import npm_remarks
    from scanner.hygiene.sdist import sdist_remarks

    tracked = [secret for secret in survey.tracked_secrets() if not secret.convention.encrypt]
    secrets = [*tracked, *survey.untracked_secrets(False), *survey.untracked_secrets(True)]
    yield from docker_remarks(survey, secrets)
    yield from npm_remarks(survey, secrets)
    yield from sdist_remarks(survey, secrets)
