"""After the tests: how often suggestions were right on the known accounts."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    lines = [
        line
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, line in getattr(report, "user_properties", ())
        if name == "known" and report.when == "call"
    ]
    if lines:
        terminalreporter.section("checks against known accounts")
        for line in lines:
            terminalreporter.write_line(line)
