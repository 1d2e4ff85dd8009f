"""The one root of all errors that a user may see.

    KeysieveError
    ├── GitError            git/run.py        git is missing, refused, or died
    ├── RuleError           ruleset/schema.py a rule file is wrong
    ├── ConfigError         config/load.py    the configuration is wrong
    ├── SourceError         sources/interface.py  what was asked for cannot be read
    ├── BaselineError       baseline/read.py  the baseline is wrong or newer than this version
    ├── MatchError          engine/matcher.py a pattern ran out of its time
    ├── IncompleteScanError scan/run.py       something that was listed was neither scanned nor skipped
    └── UsageError          here              the command line makes no sense

Each part declares its own subclass; `entry.main` is the one place that catches.
"""

from scanner import exitcodes


class KeysieveError(Exception):
    """Something the user can act on: the message says what is wrong, where, and how to mend it."""

    exit_code: int = exitcodes.FAILED


class UsageError(KeysieveError):
    """The arguments contradict each other or name nothing."""
