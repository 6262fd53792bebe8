"""One server for the accounts of all truth tests, and a table of how often the product was right."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from .case import MET, NOT_MET
from .judging import Judge
from .layer import Layer
from .server import truth_server

RIGHT = "truth"


@pytest.fixture(scope="session")
def simulated() -> Iterator[tuple[str, Layer]]:
    with truth_server() as server:
        yield server


@pytest.fixture(scope="module")
def judge(simulated) -> Judge:
    return Judge(*simulated)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`case` is each account of the test's module, `choice` each choice that it speaks of."""
    cases = getattr(metafunc.module, "CASES", ())
    if "choice" in metafunc.fixturenames:
        pairs = [(case, choice) for case in cases for choice in case.expect]
        metafunc.parametrize(("case", "choice"), pairs, ids=[f"{c}-{x}" for c, x in pairs])
    elif "case" in metafunc.fixturenames:
        metafunc.parametrize("case", cases, ids=str)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    said = [
        told
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, told in getattr(report, "user_properties", ())
        if name == RIGHT and report.when == "call"
    ]
    if said:
        terminalreporter.section("suggestions against the truth")
        for line in _table(said):
            terminalreporter.write_line(line)


Told = tuple[str, str, str]


def _table(said: list[Told]) -> Iterator[str]:
    """A line for each choice: how many accounts, and how many of them it was right about."""
    yield f"{'choice':42} {'accounts':>8} {'right':>6}  expected"
    for choice in sorted({each[0] for each in said}):
        here = [each for each in said if each[0] == choice]
        right = sum(expected == got for _, expected, got in here)
        kinds = Counter(expected for _, expected, _ in here)
        spread = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        yield f"{choice:42} {len(here):8} {right:6}  {spread}"
    for verdict in (MET, NOT_MET):
        yield _share(said, verdict)
    yield f"all: {sum(expected == got for _, expected, got in said)} of {len(said)} right"


def _share(said: list[Told], verdict: str) -> str:
    true = sum(expected == got == verdict for _, expected, got in said)
    given = sum(got == verdict for _, _, got in said)
    due = sum(expected == verdict for _, expected, _ in said)
    precision = true / given if given else 1.0
    recall = true / due if due else 1.0
    return f"{verdict}: precision {precision:.3f}, recall {recall:.3f} over {due}"
