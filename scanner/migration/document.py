"""A YAML document as its readers need it: mappings, lists and texts, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from scanner.migration.interface import MigrationError


@dataclass(frozen=True, slots=True)
class Node:
    """A value, and where it stands. What an alias stands for is looked at when it is asked for, not copied."""

    _node: Any
    """Of PyYAML; None: an empty document."""

    @property
    def line(self) -> int:
        """The 1-based line."""
        return 1 if self._node is None else int(self._node.start_mark.line) + 1

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys; an empty document has none, and could."""
        return self._node is None or isinstance(self._node, yaml.MappingNode)

    @property
    def is_text(self) -> bool:
        """Whether it is a scalar."""
        return isinstance(self._node, yaml.ScalarNode)

    def get(self, *names: str) -> Node | None:
        """Return the value of the first of these keys that is there, `-` and `_` being the same; None: none is."""
        if not isinstance(self._node, yaml.MappingNode):
            return None
        found = {str(key.value).replace("-", "_"): value for key, value in self._node.value}
        return next((Node(found[name]) for name in names if name in found), None)

    def items(self) -> list[Node]:
        """Return the entries of a list; none if it is no list."""
        return [Node(entry) for entry in self._node.value] if isinstance(self._node, yaml.SequenceNode) else []

    def text(self) -> str:
        """Return a scalar as it is written, without its quotes; empty if it is none, or null."""
        if not isinstance(self._node, yaml.ScalarNode) or self._node.tag == "tag:yaml.org,2002:null":
            return ""
        return str(self._node.value)


def read_yaml(text: str, name: str) -> Node:
    """Return the document. Raises MigrationError, with `name`, if it is none."""
    try:
        return Node(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise MigrationError(f"{name}:{line}: is no YAML from here on") from error
    except yaml.YAMLError as error:
        raise MigrationError(f"{name}: is no YAML; it holds control characters") from error
    except RecursionError as error:
        raise MigrationError(f"{name}: is nested too deeply to be read") from error
