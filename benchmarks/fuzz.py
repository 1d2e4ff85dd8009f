"""Feeds what a coverage-guided fuzzer makes up to the decoders and to the matching of assignments; needs atheris.

    python benchmarks/fuzz.py [decode|assign] [libFuzzer options, such as -max_total_time=60] [CORPUS DIRECTORY]

It ends at the first crash, at a pattern that takes too long, or at an input whose scan takes more than a second of CPU
time and more than its size explains. The input is written beside it by libFuzzer.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["scanner"]):
    from scanner.engine.decode.layers import DecodingError, encoded_claims
    from scanner.engine.pipeline import Pipeline
    from scanner.engine.prefilter.aho import AhoCorasickPrefilter
    from scanner.model import Fragment, PartialScanError, Provenance
    from scanner.ruleset.locate import load_ruleset

NAMES = (
    b"password",
    b"secret: ",
    b"token=",
    b'"apiKey":"',
    b"--password ",
    b"://u:",
    b"Authorization: Basic ",
    b"PWD=",
)
SECONDS_PER_BYTE = 1e-4

RULES = load_ruleset()
PIPELINE = Pipeline(RULES, AhoCorasickPrefilter(RULES.keywords))


def decode(data: bytes) -> None:
    """Take off all layers of encoding, and nothing else."""
    with suppress(DecodingError):  # a decompression bomb is refused by name
        list(encoded_claims(_fragment(data), lambda inner: []))


def assign(data: bytes) -> None:
    """Scan a text in which names of secrets stand where the input's control bytes are."""
    provider = atheris.FuzzedDataProvider(data)
    text = b""
    while provider.remaining_bytes():
        text += NAMES[provider.ConsumeIntInRange(0, len(NAMES) - 1)] + provider.ConsumeBytes(24)
    try:
        PIPELINE.scan(_fragment(text))
    except PartialScanError as error:
        if "decompression bomb" not in str(error):
            raise


def _fragment(data: bytes) -> Fragment:
    return Fragment(b"f", data, Provenance("stdin"), 0, len(data), 1, 1)


def main() -> None:
    """Run the fuzzer on the target that the first argument names."""
    targets = {"decode": decode, "assign": assign}
    arguments = sys.argv[1:]
    target = targets[arguments.pop(0) if arguments and arguments[0] in targets else "assign"]

    def one_input(data: bytes) -> None:
        began = time.process_time()
        target(data)
        took = time.process_time() - began
        if took > 1 + len(data) * SECONDS_PER_BYTE:
            raise AssertionError(f"{took:.1f} s for {len(data)} bytes")

    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
