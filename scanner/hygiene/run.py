"""All remarks on a repository, and what mends them."""

from __future__ import annotations

from scanner.hygiene.check import probe_remarks, template_remarks, tracked_remarks, untracked_remarks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.hygiene.fix import Edit
    from scanner.hygiene.model import Remark
    from scanner.hygiene.survey import Survey


def hooked(survey: Survey) -> list[Remark]:
    """Return the remarks of the hook: what is tracked, and what an ignore file takes out again.

    Raises KeysieveError if git fails.
    """
    return [*tracked_remarks(survey, hook=True), *probe_remarks(survey, only_reincluded=True)]


def everything(survey: Survey) -> list[Remark]:
    """Return all remarks, errors first. Raises KeysieveError if git fails or a file cannot be read."""
    from scanner.hygiene.shipping import shipping_remarks  # walks the work tree: not for the hook

    remarks = [*tracked_remarks(survey), *untracked_remarks(survey), *probe_remarks(survey)]
    remarks += template_remarks(survey)
    remarks += shipping_remarks(survey)
    return sorted(remarks, key=lambda remark: remark.level != "error")


def fixes(survey: Survey, remarks: Iterable[Remark]) -> list[Edit]:
    """Return the lines that mend the remarks which lines can mend. Raises GitError if git fails."""
    from scanner.hygiene.fix import edits  # the hook mends nothing
    from scanner.hygiene.survey import work_tree_names

    return edits(remarks, survey.conventions, work_tree_names(survey))
