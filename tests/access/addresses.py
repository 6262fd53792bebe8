"""Every named address of the product, walked out of the URL configuration."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .world import Values


def named_patterns() -> Mapping[str, URLPattern]:
    """Name with its namespaces (`workloads:detail`) to the pattern."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            space = f"{found.namespace}:" if found.namespace else ""
            yield from _walk(found, prefix + space)
        else:
            yield f"{prefix}{found.name}", found


def arguments_of(name: str) -> list[str]:
    """The arguments in an address, those of the resolvers above it included."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    possibilities = resolver.reverse_dict[last][0]
    return list(possibilities[0][1])


def address(name: str, values: Values) -> str:
    missing = [each for each in arguments_of(name) if each not in values]
    assert not missing, f"{name}: say in tests/access/world.py what {missing} are"
    kwargs: dict[str, Any] = {each: values[each] for each in arguments_of(name)}
    return reverse(name, kwargs=kwargs)
