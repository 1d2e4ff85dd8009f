"""Libraries without which the scanner works, but slower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.doctor.interface import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place


def check_hyperscan(place: Place) -> Iterator[Observation]:
    """Say whether Hyperscan can be loaded, which large scans are faster with."""
    try:
        import hyperscan  # compiled, and not there on every platform
    except ImportError as error:
        message = f"cannot be loaded ({error}); large scans take longer, and find the same"
        yield Observation("hyperscan", "warning", message, "python3 -m pip install --force-reinstall hyperscan")
        return
    version = getattr(hyperscan, "__version__", "of an unknown version")
    yield Observation("hyperscan", "ok", str(version))
