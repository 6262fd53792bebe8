"""CloudFormation texts against the published schemas of resource types.

The schemas come with cfn-lint, which moto's server brings along; nothing is asked of a network.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Schema = Mapping[str, Any]

FILLED = {"{name}": "orders", "{id}": "arn:aws:x:eu-west-1:111122223333:orders"}
PLACES = {"{region}": "eu-west-1", "{account}": "111122223333"}


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, each taken for a value that only it knows."""


class Function(str):
    """What `!Ref`, `!Sub` or `!GetAtt` stands for: it fits wherever a value is asked for."""

    __slots__ = ()


def _function(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Function:
    return Function(getattr(node, "value", ""))


_Loader.add_multi_constructor("!", _function)


def filled(text: str) -> str:
    for mark, word in (FILLED | PLACES).items():
        text = text.replace(mark, word)
    return text


def resources_of(text: str) -> dict[str, Any]:
    """The resources of a text by their logical ids; yaml.YAMLError where it is none."""
    found = yaml.load(filled(text), Loader=_Loader)
    assert isinstance(found, dict), text
    return found


def wrong_in(resource: Mapping[str, Any]) -> list[str]:
    """What the schema of the resource's type does not know, or knows as something else."""
    schema = _schemas().get_resource_schema("us-east-1", resource["Type"]).schema
    return list(_object(resource["Properties"], schema, schema, "Properties"))


def _schemas() -> Any:
    # Every process loads this file, one runs its tests, and this loads much.
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    return PROVIDER_SCHEMA_MANAGER


def _object(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    forms = _forms(schema, root)
    known = {name: form for each in forms for name, form in each.get("properties", {}).items()}
    if not known:
        return
    if not isinstance(value, Mapping):
        yield f"{path} is no object"
        return
    for name, inner in value.items():
        if name in known:
            yield from _value(inner, known[name], root, f"{path}.{name}")
        elif not any(_open(form) for form in forms):
            yield f"{path}.{name} is not known"


def _value(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if isinstance(value, Function):
        return
    forms = _forms(schema, root)
    types = {each for form in forms for each in _listed(form.get("type"))}
    if types and _type(value) not in types | _taken_for(types):
        yield f"{path} is {_type(value)}, not {' or '.join(sorted(types))}"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            for form in forms:
                if "items" in form:
                    yield from _value(item, form["items"], root, f"{path}[{number}]")
    elif isinstance(value, Mapping):
        yield from _object(value, schema, root, path)
    else:
        choices = {each for form in forms for each in form.get("enum", ())}
        if choices and str(value) not in {str(each) for each in choices}:
            yield f"{path} is {value}, not one of {sorted(map(str, choices))}"


def _forms(schema: Schema, root: Schema) -> list[Schema]:
    """The schema itself, what it refers to and what it offers as alternatives, as a flat list."""
    found = [schema]
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        found += _forms(target, root)
    for word in ("oneOf", "anyOf", "allOf"):
        for each in schema.get(word, ()):
            found += _forms(each, root)
    return found


def _open(form: Schema) -> bool:
    """A map whose keys are the customer's."""
    return bool(form.get("patternProperties")) or form.get("additionalProperties") is True


def _listed(types: Any) -> list[str]:
    return [types] if isinstance(types, str) else list(types or ())


def _type(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "string")


def _taken_for(types: set[str]) -> set[str]:
    """CloudFormation takes numbers for text and text for numbers, and integers for numbers."""
    scalars = {"string", "integer", "number"}
    return scalars if types & scalars else set()
