"""The one root of all errors that a user may see.

    KeysieveError
    ├── GitError                  git/run.py               git is missing, refused, or died
    │   └── MissingObjectError    git/objects.py           an object is not in this clone
    ├── RuleError                 ruleset/schema.py        a rule file is wrong
    ├── DamagedRulesetError       ruleset/keywords.py      the compiled rules are damaged or of another version
    ├── TemplateError             rulecheck/template.py    a sample template is wrong
    ├── ConfigError               config/model.py          the configuration is wrong
    ├── SourceError               sources/interface.py     what was asked for cannot be read
    │   ├── TimeOverError         sources/bounded.py       the time budget was over
    │   ├── DamagedArchiveError   sources/archives/limits.py   an archive is not what its format says
    │   └── ArchiveLimitError     sources/archives/limits.py   an archive expands to more than is opened
    ├── BaselineError             baseline/read.py         the baseline is wrong or newer than this version
    ├── EarlierReportError        report/read_earlier.py   what was given as an earlier report is none
    ├── HygieneError              hygiene/model.py         an ignore file cannot be read, or a convention is wrong
    ├── PluginError               baseline/detect_secrets/custom.py  a custom plugin cannot be loaded, or failed
    ├── MatchError                engine/matcher.py        a pattern ran out of its time
    ├── DecodingError             engine/decode/layers.py  more is encoded than is decoded and scanned
    ├── PartialScanError          model.py                 a fragment was scanned in part only
    ├── IncompleteScanError       scan/run.py              something listed was neither scanned nor skipped
    ├── InstallError              install/model.py         the hook cannot be put where it would run
    ├── MigrationError            migration/interface.py   a file of another scanner cannot be read
    ├── StoreError                stores/interface.py      a secret store could not do what it was asked
    │   ├── NotFoundError         stores/interface.py      there is no such secret, or no such version
    │   ├── DeniedError           stores/interface.py      no permission, or a token that is expired
    │   ├── ConflictError         stores/interface.py      another writer came first
    │   ├── UnavailableError      stores/interface.py      down, too slow, sealed, overloaded, or talking nonsense
    │   ├── DamagedStoreError     stores/interface.py      what is stored was changed, cut or swapped
    │   ├── StoreKeyError         stores/interface.py      the key is missing, wrong, or readable by others
    │   ├── RefusedValueError     stores/interface.py      a name, value or wish that the store cannot take
    │   ├── MissingExtraError     stores/interface.py      the library for this store is not installed
    │   ├── CommandError          stores/command.py        a program of the user's gave no new value
    │   └── RotationError         stores/aws_rotation.py   a step of a rotation cannot be done now
    ├── HookError                 cli/store_programs.py    a program that runs after a rotation failed
    ├── AuditError                audit/interface.py       an answer that cannot be taken, or a baseline in use
    ├── FixError                  remediation/model.py     a repair could not be planned, done or undone
    ├── WorkerError               scan/parallel.py         the processes that scan are killed again and again
    ├── FingerprintError          known/fingerprints.py    the fingerprints of known values are damaged
    │   └── NewerFingerprintError known/fingerprints.py    they are newer than this version
    ├── SchemaError               envschema/complaint.py   a schema for environment files is wrong, or missing
    ├── EnvFileError              envschema/complaint.py   an environment file cannot be read
    ├── EnvError                  runtime/environment.py   the environment is not what the schema asks for
    ├── MalformedSecretError      runtime/structured.py    a secret is not of the form that was asked for
    ├── RequirementError          runtime/lookup.py        secrets that a program needs are missing or malformed
    └── UsageError                here                     the command line makes no sense

Each part declares its own subclass; `entry.main` is the one place that catches.
"""

from __future__ import annotations

import os

from scanner import exitcodes


class KeysieveError(Exception):
    """Something the user can act on: the message says what is wrong, where, and how to mend it."""

    exit_code: int = exitcodes.FAILED


class UsageError(KeysieveError):
    """The arguments contradict each other or name nothing."""


def internal_error(error: BaseException) -> str:
    """Return the complaint about an error that nobody foresaw: where it came up, never its message.

    The message may hold what was read.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "somewhere"
    return f"internal error, {type(error).__name__} {place}; please report it, without secrets"
