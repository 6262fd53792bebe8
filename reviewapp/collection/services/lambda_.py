"""Lambda: functions without the values of their variables, who may call them and what does, and
layers with those who may use them.
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..secretlike import secret_like_names
from ..tagged import TAG_ACTION, Tagged

NAMES = "SecretLikeNames"
_NO_POLICY = ("ResourceNotFoundException",)


@collects("lambda.function", call="lambda:ListFunctions", actions=("lambda:GetPolicy", TAG_ACTION))
def functions(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_functions", "Functions")
    return Tagged(reader, "lambda").onto(reader.spread(partial(_function, reader), found))


def _function(reader: Reader, function: dict[str, Any]) -> Item:
    data, unread = _without_values(function)
    arn, name = function["FunctionArn"], function["FunctionName"]
    more = reader.aspects(data)
    more.read("Policy", "get_policy", pick="Policy", absent=_NO_POLICY, FunctionName=name)
    more.change("Policy", json.loads)
    return Item(arn, more.data, name=name, unread=unread | more.unread)


@collects("lambda.event_source_mapping", call="lambda:ListEventSourceMappings")
def event_source_mappings(reader: Reader) -> Iterator[Item]:
    for mapping in reader.pages("list_event_source_mappings", "EventSourceMappings"):
        uuid = mapping["UUID"]
        arn = mapping.get("EventSourceMappingArn") or reader.arn(
            "lambda", f"event-source-mapping:{uuid}"
        )
        yield Item(arn, mapping, name=uuid)


@collects("lambda.layer", call="lambda:ListLayers", actions=("lambda:GetLayerVersionPolicy",))
def layers(reader: Reader) -> Iterator[Item]:
    """Each with the policy of its newest version."""
    found = reader.pages("list_layers", "Layers")
    yield from reader.spread(partial(_layer, reader), found)


def _layer(reader: Reader, layer: dict[str, Any]) -> Item:
    more = reader.aspects(layer)
    name, newest = layer["LayerName"], layer["LatestMatchingVersion"]["Version"]
    more.read(
        "Policy",
        "get_layer_version_policy",
        pick="Policy",
        absent=_NO_POLICY,
        LayerName=name,
        VersionNumber=newest,
    )
    more.change("Policy", json.loads)
    return Item(layer["LayerArn"], more.data, name=name, unread=more.unread)


def _without_values(function: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The function with the names of telling variables in place of its environment."""
    data = dict(function)
    environment = data.pop("Environment", {})
    error = environment.get("Error")
    if error:
        why = f"{error.get('ErrorCode', '')}: {error.get('Message', '')}"
        reason = f"list_functions: Lambda could not decrypt the variables, {why}"
        return data, {NAMES: reason}
    data[NAMES] = secret_like_names(environment.get("Variables") or {})
    return data, {}
