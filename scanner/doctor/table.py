"""The checks, in the order in which they are told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from scanner.doctor.interface import Check

CHECKS = {
    "git": "scanner.doctor.git_program:check_git",
    "repository": "scanner.doctor.repository:check_repository",
    "clone": "scanner.doctor.repository:check_clone",
    "hook": "scanner.doctor.commit_hook:check_hook",
    "pre-commit": "scanner.doctor.framework:check_framework",
    "environment": "scanner.doctor.environment:check_environment",
    "configuration": "scanner.doctor.policy:check_configuration",
    "rules": "scanner.doctor.policy:check_rules",
    "baseline": "scanner.doctor.baseline:check_baseline",
    "attributes": "scanner.doctor.baseline:check_attributes",
    "hyperscan": "scanner.doctor.library:check_hyperscan",
    "cache": "scanner.doctor.cache:check_cache",
}


def check_named(name: str) -> Check:
    """Return the check of that name, which is one of `CHECKS`."""
    module, _, attribute = CHECKS[name].partition(":")
    return cast("Check", getattr(import_module(module), attribute))
