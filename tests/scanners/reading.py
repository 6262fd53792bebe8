"""Sample files, written after each tool's published schema with names of our own."""

from pathlib import Path

from pillars.scanners.model import Imported, Report
from pillars.scanners.reading import read_report

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def read(name: str) -> Report:
    return read_report(sample(name))


def brief(found: Imported) -> tuple[str, str, str, str]:
    return found.rule, found.verdict.value, found.severity.value, found.name
