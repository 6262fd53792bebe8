"""Descriptions of AWS's services, cut to the calls that read.

botocore keeps what it knows of a service for as long as the process lives: all its calls, shapes
and documentation, 150 MiB for those that are read here. A client that is made from less is made
sooner, and knows no call that writes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from botocore.loaders import JSONFileLoader, Loader

READS = re.compile(
    r"(Batch)?(Describe|Get|List|Lookup|Search|Select|Query|Head)[A-Z]"
    r"|GenerateCredentialReport|AssumeRole"
)

# What nobody reads of an answer and every answer is full of: the time beside each measured value.
UNREAD = {"MetricDataResult": frozenset({"Timestamps"})}

Shapes = Mapping[str, dict[str, Any]]


def reading_models() -> Loader:
    """A loader of botocore's own files, for sessions that only read."""
    return _ReadingModels(file_loader=_ReadingFiles())


class _ReadingModels(Loader):
    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        model = super().load_service_model(service_name, type_name, api_version)
        if type_name == "service-2":
            # botocore adds members to shapes of calls that write, which are not there.
            whole = {name: each for name, each in model["shapes"].items() if "type" in each}
            model["shapes"] = whole
        return model


class _ReadingFiles(JSONFileLoader):
    def _load_file(self, full_path: str, open_method: Callable[..., IO[bytes]]) -> Any:
        if not Path(full_path).is_file():
            return None
        with open_method(full_path, "rb") as file:
            content = json.loads(file.read())
        is_service = isinstance(content, dict) and {"operations", "shapes"} <= content.keys()
        return _cut(content) if is_service else content


def _cut(model: dict[str, Any]) -> dict[str, Any]:
    operations = {n: _bare(each) for n, each in model["operations"].items() if READS.match(n)}
    shapes: dict[str, dict[str, Any]] = {}
    waiting = [name for each in operations.values() for name in _of_operation(each)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = _wanted(name, _bare(model["shapes"][name]))
            waiting += _of_shape(shapes[name])
    return {**_bare(model), "operations": operations, "shapes": shapes}


def _wanted(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    if name in UNREAD:
        members = shape["members"].items()
        shape["members"] = {key: each for key, each in members if key not in UNREAD[name]}
    return shape


def _of_operation(operation: Mapping[str, Any]) -> Iterator[str]:
    for part in (operation.get("input"), operation.get("output"), *operation.get("errors", ())):
        if part:
            yield part["shape"]


def _of_shape(shape: Mapping[str, Any]) -> Iterator[str]:
    parts = (shape.get(name) for name in ("member", "key", "value"))
    for part in (*parts, *shape.get("members", {}).values()):
        if part:
            yield part["shape"]


def _bare(node: dict[str, Any]) -> dict[str, Any]:
    """Without documentation, its own and that of its members."""
    kept = {name: value for name, value in node.items() if name != "documentation"}
    if "members" in kept:
        kept["members"] = {name: _bare(member) for name, member in kept["members"].items()}
    return kept
