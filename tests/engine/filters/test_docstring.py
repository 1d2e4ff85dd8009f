from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate
from scanner.engine.filters.docstring import Docstring


@pytest.mark.parametrize(
    "text",
    [
        'def f():\n    """Connect.\n\n    password: "⟦v⟧"\n    """\n',
        "r'''\npassword: ⟦v⟧\n'''\n",
        'EXAMPLES = r"""\n- name: x\n  password: "⟦v⟧"\n"""\n',
        'x = """a"""\n\ndef f():\n    """password="⟦v⟧" """',
    ],
)
def test_usage_shown_in_documentation_is_low(marked: Callable[..., Candidate], text: str) -> None:
    ruling = Docstring().judge(marked(text, "a.py"))
    assert ruling is not None
    assert not ruling.dropped


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('CONFIG = """\npassword: ⟦v⟧\n"""\n', "a.py"),
        ('write("""password: ⟦v⟧""")', "a.py"),
        ('x = dedent(\n    """\npassword: ⟦v⟧\n""")', "a.py"),
        ('x = f(1,\n    """\npassword: ⟦v⟧\n""")', "a.py"),
        ('"""A module."""\npassword = "⟦v⟧"\n', "a.py"),
        ('password = """⟦v⟧"""', "a.py"),
        ('"""\npassword: ⟦v⟧\n"""', "a.txt"),
    ],
)
def test_texts_of_the_program_count(marked: Callable[..., Candidate], text: str, path: str) -> None:
    assert Docstring().judge(marked(text, path)) is None
