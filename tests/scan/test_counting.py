"""New by counting, held against a plain model of what "more often than before" means."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import KeysieveError
from scanner.model import Finding, Fragment, Location, Provenance, Rule, Secret
from scanner.scan.counting import without_earlier
from scanner.sources.interface import Earlier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

RULE = Rule("rule", "p", "d", "high", "high", ("s",), "s", 10, 0.0, "", "distinctive", "", "")
INDEX = Provenance("index")


class WordPipeline:
    """Finds the words that begin with S; a line that holds `allow` allows those in it."""

    def scan(self, fragment: Fragment) -> list[Finding]:
        findings = []
        for number, line in enumerate(fragment.content.split(b"\n"), 1):
            allowed = "allow" if b"allow" in line else None
            for column, word in enumerate(line.split(b" "), 1):
                if word == b"SLOW":
                    raise KeysieveError("the pattern took too long")
                if word.startswith(b"S"):
                    place = Location(number, column, number, column + 1)
                    secret = Secret(word)
                    findings.append(Finding(RULE, fragment.path, place, secret, "high", (), INDEX, allowed, hash(line)))
        return findings


class Parent(NamedTuple):
    """What stood there before, by path, and the paths that are gone now."""

    texts: dict[str, str]
    deleted: tuple[str, ...] = ()


class Before:
    """A source that knows what came before."""

    def __init__(self, *parents: Parent) -> None:
        self.parents = parents

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        for parent in self.parents:
            wanted = [path for path in parent.texts if path.encode() in paths or path in parent.deleted]
            yield Earlier(
                ((path.encode(), [fragment(path, parent.texts[path])]) for path in wanted),
                frozenset(path.encode() for path in parent.deleted),
            )


def fragment(path: str, text: str) -> Fragment:
    content = text.encode()
    return Fragment(path.encode(), content, INDEX, 0, len(content), 1, 1)


def decided(after: dict[str, str], *parents: Parent) -> tuple[list[Finding], list[tuple[bytes, str]]]:
    findings = [found for path, text in after.items() for found in WordPipeline().scan(fragment(path, text))]
    return without_earlier(findings, Before(*parents), WordPipeline())  # type: ignore[arg-type]


def new(after: dict[str, str], *parents: Parent) -> list[tuple[str, int, str]]:
    """Return path, line and secret of each new finding."""
    findings, faults = decided(after, *parents)
    assert faults == []
    return [(found.path.decode(), found.location.line, found.secret.reveal_in_clear().decode()) for found in findings]


def test_everything_is_new_where_nothing_was() -> None:
    assert new({"a": "S1\nS2"}) == [("a", 1, "S1"), ("a", 2, "S2")]
    assert new({"a": "S1"}, Parent({})) == [("a", 1, "S1")]


def test_old_secret_in_touched_file_is_not_reported() -> None:
    assert new({"a": "x\nS1\ny"}, Parent({"a": "S1"})) == []


def test_moved_line_is_not_reported() -> None:
    assert new({"a": "S2\n\n\nS1"}, Parent({"a": "S1\nS2"})) == []


def test_edited_line_beside_a_secret_is_not_reported() -> None:
    assert new({"a": "port S1 8080"}, Parent({"a": "port S1 80"})) == []


def test_removal_is_not_reported() -> None:
    assert new({"a": "S1"}, Parent({"a": "S1\nS1\nS2"})) == []


def test_copy_is_not_passed_over() -> None:
    assert new({"a": "S1\nx S1"}, Parent({"a": "S1"})) == [("a", 2, "S1")]


def test_untouched_line_is_not_the_copy() -> None:
    assert new({"a": "x S1\nS1"}, Parent({"a": "S1"})) == [("a", 1, "S1")]


def test_copy_of_the_whole_line_is_not_counted_twice() -> None:
    assert len(new({"a": "S1\nS1\nS1"}, Parent({"a": "S1"}))) == 2


def test_replaced_secret_is_not_taken_for_the_old_one() -> None:
    assert new({"a": "S2"}, Parent({"a": "S1"})) == [("a", 1, "S2")]


def test_two_secrets_in_one_line_are_not_one() -> None:
    assert new({"a": "S1 S2"}, Parent({"a": "S1"})) == [("a", 1, "S2")]


def test_rename_is_not_reported() -> None:
    assert new({"b": "S1"}, Parent({"a": "S1"}, ("a",))) == []


def test_rename_with_an_edit_does_not_hide_the_new_secret() -> None:
    assert new({"b": "S1\nS2"}, Parent({"a": "S1"}, ("a",))) == [("b", 2, "S2")]


def test_one_deleted_file_does_not_cover_two_copies() -> None:
    assert len(new({"b": "S1", "c": "S1"}, Parent({"a": "S1"}, ("a",)))) == 1


def test_secret_of_another_file_that_stays_does_not_cover() -> None:
    assert new({"b": "S1", "a": "S1"}, Parent({"a": "S1"})) == [("b", 1, "S1")]


def test_several_deleted_files_cover_what_was_joined() -> None:
    assert new({"c": "S1\nS2\nS1"}, Parent({"a": "S1\nS2", "b": "S1"}, ("a", "b"))) == []


def test_removed_mark_does_not_leave_a_secret_unseen() -> None:
    assert new({"a": "S1"}, Parent({"a": "S1 allow"})) == [("a", 1, "S1")]


def test_added_mark_is_not_unlisted() -> None:
    [found] = decided({"a": "S1 allow"}, Parent({"a": "S1"}))[0]
    assert found.allowed == "allow"


def test_allowed_occurrence_does_not_cover_one_without_a_mark() -> None:
    assert new({"a": "S1 allow\nS1"}, Parent({"a": "S1 allow"})) == [("a", 2, "S1")]


def test_allowed_line_that_was_there_is_not_listed_again() -> None:
    assert new({"a": "S1 allow\nx"}, Parent({"a": "S1 allow"})) == []


def test_merge_reports_what_no_parent_had() -> None:
    ours, theirs = Parent({"a": "S1"}), Parent({"a": "S2"})
    assert new({"a": "S1\nS2\nS3"}, ours, theirs) == [("a", 3, "S3")]


def test_merge_does_not_add_up_what_the_parents_had() -> None:
    assert len(new({"a": "S1\nx S1\ny S1"}, Parent({"a": "S1"}), Parent({"a": "S1\nS1"}))) == 1


def test_secret_is_not_lost_when_what_was_before_cannot_be_read() -> None:
    findings, faults = decided({"a": "S1", "b": "S1"}, Parent({"a": "S1 SLOW", "b": "S1"}))
    assert [found.path for found in findings] == [b"a"]
    assert [path for path, _ in faults] == [b"a"]
    assert "the pattern took too long" in faults[0][1]


SECRETS = st.sampled_from(["S1", "S2", "S3"])
LINES = st.lists(st.lists(st.one_of(SECRETS, st.sampled_from(["x", "y"])), max_size=3).map(" ".join), max_size=6)
TEXTS = LINES.map("\n".join)


def count(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in text.split() if word.startswith("S"))


@given(before=TEXTS, after=TEXTS)
def test_one_file_reports_exactly_the_excess(before: str, after: str) -> None:
    assert Counter(secret for _, _, secret in new({"a": after}, Parent({"a": before}))) == count(after) - count(before)


@given(before=LINES, order=st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(before: list[str], order: object) -> None:
    after = list(before)
    order.shuffle(after)  # type: ignore[attr-defined]
    assert new({"a": "\n".join(after)}, Parent({"a": "\n".join(before)})) == []


@given(gone=TEXTS, before=TEXTS, after=TEXTS, moved=TEXTS)
def test_what_is_reported_is_never_less_than_the_growth_of_the_whole(
    gone: str, before: str, after: str, moved: str
) -> None:
    reported = Counter(
        secret for _, _, secret in new({"a": after, "b": moved}, Parent({"gone": gone, "a": before}, ("gone",)))
    )
    growth = count(after, moved) - count(gone, before)
    assert all(reported[secret] >= growth[secret] for secret in growth)
    excess = (count(after) - count(before)) + count(moved)
    assert reported == excess - count(gone)


@given(after=TEXTS, one=TEXTS, two=TEXTS)
def test_order_of_parents_does_not_matter(after: str, one: str, two: str) -> None:
    parents = Parent({"a": one}), Parent({"a": two})
    assert new({"a": after}, *parents) == new({"a": after}, *parents[::-1])


@given(after=TEXTS, one=TEXTS, two=TEXTS)
def test_merge_reports_at_most_what_is_new_to_each_parent(after: str, one: str, two: str) -> None:
    both = set(new({"a": after}, Parent({"a": one}), Parent({"a": two})))
    assert both == set(new({"a": after}, Parent({"a": one}))) & set(new({"a": after}, Parent({"a": two})))


def test_many_equal_secrets_are_not_compared_with_each_other() -> None:
    text = "\n".join("S1" for _ in range(20_000))
    assert len(new({"a": text + "\nS1"}, Parent({"a": text}))) == 1
