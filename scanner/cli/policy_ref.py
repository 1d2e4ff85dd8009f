"""`--policy-ref`: configuration and baseline as a commit has them, laid out in a directory of this process alone."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from scanner.baseline.model import DEFAULT_NAME
from scanner.config.load import KNOWN_FILE, OWN_FILE, PYPROJECT
from scanner.errors import UsageError
from scanner.git.tree import tree_at, whole
from scanner.scan.marks import TrustedMarks

if TYPE_CHECKING:
    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.baseline.lookup import Scanner
    from scanner.cli.scan_options import ScanOptions
    from scanner.config.model import Config
    from scanner.git.repo import Repository
    from scanner.report.interface import NewIgnore


class PolicyFiles:
    """The files of a commit that say what is allowed, under a root of their own."""

    def __init__(self, repository: Repository, ref: str) -> None:
        """`ref`: what names the commit. Raises GitError if it names none."""
        self._tree = tree_at(ref)
        self._work_tree = repository.root
        self._given: ScanOptions | None = None
        private = tempfile.mkdtemp(prefix="keysieve-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        readable = "".join(sign if sign.isalnum() or sign in "._-/" else "-" for sign in ref).strip("./")
        self.root = os.path.join(private, *[part for part in readable.split("/") if part.strip(".")] or ["policy"])
        """Stands for the work tree's root; named after the commit, so that messages tell where a file is from."""
        os.makedirs(self.root)
        for name in (OWN_FILE, PYPROJECT):
            self.laid_out(os.path.join(self.root, name))

    def laid_out(self, path: str) -> str:
        """Lay out the file, or all in the directory, of a path below `root`, and return the path.

        Where the commit has no such file there is none afterwards. Raises GitError if git fails.
        """
        inside = os.path.relpath(path, self.root).replace(os.sep, "/")
        if inside.startswith("../"):
            return path
        found = self._tree.below(os.fsencode(inside))
        for (name, _), (_, contents) in zip(found, whole([blob for _, blob in found]), strict=True):
            place = os.path.join(self.root, os.fsdecode(name))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as stream:
                stream.write(contents)
        return path

    def named(self, path: str) -> str:
        """Lay out a file that the user named, relative to the current directory; return where it is now.

        Raises UsageError if it lies outside the work tree, where no commit has it.
        """
        inside = os.path.relpath(os.path.abspath(path), os.path.realpath(self._work_tree))
        if inside.startswith(os.pardir + os.sep):
            inside = os.path.relpath(os.path.realpath(path), os.path.realpath(self._work_tree))
        if inside.startswith(os.pardir + os.sep):
            raise UsageError(f"{path}: lies outside the repository, so {self._tree.ref} does not have it")
        return self.laid_out(os.path.join(self.root, inside))

    def options(self, options: ScanOptions) -> ScanOptions:
        """Return the options with the files that they name laid out. Raises UsageError if one lies elsewhere."""
        if options.custom_plugins:
            raise UsageError(
                "--custom-plugins runs code of the work tree, which --policy-ref does not trust; choose one"
            )
        self._given = options
        return options._replace(
            config=None if options.config is None else self.named(options.config),
            baseline=None if options.baseline is None else self.named(options.baseline),
            rules=tuple(map(self.named, options.rules)),
        )

    def lay_out_named_by(self, config: Config) -> None:
        """Lay out the baseline and the rule files that the configuration names, and the fingerprints."""
        for path in (
            os.path.join(self.root, KNOWN_FILE),
            config.baseline or os.path.join(self.root, DEFAULT_NAME),
            *config.rule_paths,
        ):
            self.laid_out(path)

    def lay_out_word_lists(self, baseline: ForeignBaseline) -> None:
        """Lay out the word lists that a baseline of detect-secrets names."""
        for record in baseline.filters:
            name = record.get("file_name")
            if isinstance(name, str):
                self.laid_out(os.path.join(self.root, name))

    def new_ignores(self) -> tuple[NewIgnore, ...]:
        """Return what the work tree lets pass and the commit does not. Raises KeysieveError."""
        from scanner.cli.policy_added import Side, new_ignores

        config, baseline = (None, None) if self._given is None else (self._given.config, self._given.baseline)
        there = Side(
            self.root,
            None if config is None else self.named(config),
            None if baseline is None else self.named(baseline),
        )
        return new_ignores(Side(self._work_tree, config, baseline), there)

    def around(self, pipeline: Scanner) -> Scanner:
        """Return the pipeline for which only those allow marks count that the commit has, too."""
        return TrustedMarks(pipeline, self._tree.content)
