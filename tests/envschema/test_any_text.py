"""Whatever stands in the files, a check ends with complaints or with an error that a user can act on."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.envschema.check import check_environment, make_environment
from scanner.envschema.contents import Contents
from scanner.envschema.environment_file import environment_file
from scanner.envschema.example import check_example, example_text
from scanner.envschema.secrecy import check_declarations, check_reuse, check_strength
from scanner.envschema.spec_file import SpecReader
from scanner.errors import KeysieveError
from scanner.text.dotenv import Entry, EnvText

DECORATORS = """\
# @required
# @optional
# @sensitive
# @deprecated
# @type=port
# @type=enum(a, b)
# @type=array(number)
# @type=string(matches=/^a+$/)
# @type=if($A, port, url)
# @required=eq($A, b)
# @required=forEnv(a)
# @currentEnv=$A
# @defaultSensitive=false
# ---
""".splitlines(keepends=True)
PIECES = "A= B= C= $A ${B} ${C:-x} fallback($A, concat( exec(x) $(x) # @example= @docs( undefined export ( ) [ ] {a= }"
MARKS = ["\n", "\n\n", "\r\n", " ", " # ", *"'\"`\\#=,x1ö$"]
TEXTS = st.lists(st.sampled_from([*DECORATORS, *PIECES.split(), *MARKS]), max_size=40).map("".join)


@settings(max_examples=400)
@given(TEXTS, TEXTS)
def test_check_ends_with_complaints_or_an_error_for_users(schema_text: str, env_text: str) -> None:
    with suppress(KeysieveError):
        schema = SpecReader(Contents(".env.schema", schema_text, has_bom=False)).read()
        file = environment_file(Contents(".env", env_text, has_bom=False))
        environment = make_environment(schema, [file], None, ".env")
        found = [*check_declarations(schema), *check_environment(schema, environment), *check_reuse(schema, [file])]
        found += [*check_strength(schema, environment), *check_example(schema, file), *file.complaints]
        for complaint in found:
            assert complaint.line >= 1
            assert complaint.message
            assert complaint.mend


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_example_is_in_step_with_the_schema_once_it_is_written(schema_text: str, present: str) -> None:
    with suppress(KeysieveError):
        schema = SpecReader(Contents(".env.schema", schema_text, has_bom=False)).read()
        written = example_text(schema, present)
        assert example_text(schema, written) == written
        names = [each.key for each in EnvText(example_text(schema)).statements() if isinstance(each, Entry)]
        assert names == [item.name for item in schema.items.values() if item.deprecated is None]
