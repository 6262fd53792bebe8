"""What has to be read of an account to judge some choices: a scan of everything takes longer."""

import inspect
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import resolve_name
from types import ModuleType
from unittest import mock

from pillars.checking import Check
from pillars.checks import all_checks
from pillars.lens.parse import lens_from_document
from reviewapp.collection import registry
from tests.pillars.built_in import document, names

IMPORT = re.compile(r"^from (\.+\S*) import (\([^)]*\)|.*)$", re.MULTILINE)


def kinds_for(choices: Iterable[str]) -> set[str]:
    """The kinds of facts that checks may look at which speak for any of these choices.

    Raises KeyError where a choice is neither one of the foundations nor a practice's code.
    """
    keys = {key for choice in choices for key in _keys()[choice]}
    speaking = [check for check in all_checks() if any(map(check.speaks_for, keys))]
    return {kind for check in speaking for kind in _kinds_of(check)}


@contextmanager
def reading_only(kinds: Collection[str]) -> Iterator[None]:
    """Scans read these kinds and no others."""
    chosen = {each.kind: each for each in registry.collectors() if each.kind in kinds}
    with mock.patch.object(registry, "_collectors", chosen):
        yield


def _kinds_of(check: Check) -> set[str]:
    """What it needs, and what it looks at where it is there: all that its module names."""
    return {*check.needs, *_named_in(sys.modules[check.function.__module__])}


@cache
def _named_in(module: ModuleType) -> frozenset[str]:
    """The kinds that a module of checks names, and those modules that it takes something from."""
    source = inspect.getsource(module)
    here = {each.kind for each in registry.collectors() if f'"{each.kind}"' in source}
    return frozenset(here.union(*map(_named_in, _beside(module, source))))


def _beside(module: ModuleType, source: str) -> set[ModuleType]:
    """The modules of checks that a module takes something from; packages are none."""
    found: set[str] = set()
    for package, names_there in IMPORT.findall(source):
        base = resolve_name(package, module.__package__)
        found |= {base, *(f"{base}.{each}" for each in re.findall(r"\w+", names_there))}
    modules = {sys.modules[name] for name in found if name in sys.modules}
    return {each for each in modules if not hasattr(each, "__path__")} - {module}


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    """What checks call each choice, by its id in the foundations and by its practice's code."""
    lenses = [lens_from_document(document(name)) for name in names()]
    choices = [choice for lens in lenses for q in lens.questions for choice in q.choices]
    return {name: c.evidence for c in choices for name in (c.id, *c.evidence)}
