"""Thousands of small cases in few tests: each test of its own would cost more than the case does."""

import traceback
from collections.abc import Callable, Iterable
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]


def for_each(
    arguments: str, cases: Iterable[Any], name: Callable[[Any], Any] = str
) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, but one test looks at all cases and names those that fail.

    Several `arguments` stand with commas between them; a case then is a tuple.
    """
    names = arguments.split(",")
    known = list(cases)
    assert known, "A test of no case cannot fail."

    def decorate(function: Test) -> Test:
        def test(**fixtures: Any) -> None:
            failed = []
            for case in known:
                try:
                    values = case if len(names) > 1 else (case,)
                    function(**dict(zip(names, values, strict=True)), **fixtures)
                except Exception:  # noqa: BLE001 - told below, after the other cases
                    failed.append(f"{name(case)}:\n{traceback.format_exc(limit=-2)}")
            if failed:
                pytest.fail(f"{len(failed)} of {len(known)}\n" + "\n".join(failed), pytrace=False)

        asked = signature(function)
        left = [each for each in asked.parameters.values() if each.name not in names]
        test.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]
        test.__name__, test.__doc__ = function.__name__, function.__doc__
        test.__module__ = function.__module__
        return test

    return decorate
