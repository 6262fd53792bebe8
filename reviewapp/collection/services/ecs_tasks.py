"""ECS task definitions, without anything in them that may hold a credential."""

from typing import Any

from ..reader import Reader
from ..registry import Item
from ..secretlike import pairs, secret_like_names
from ..tags import tag_map

NAMES = "SecretLikeNames"

# People put credentials into each of these; no check needs the words.
PRIVATE = ("environment", "command", "entryPoint", "dockerLabels")


def task_definition(reader: Reader, arn: str) -> Item:
    more = reader.aspects({"taskDefinitionArn": arn})
    answer = more.describe(
        "describe_task_definition", "taskDefinition", taskDefinition=arn, include=["TAGS"]
    )
    containers = more.data.get("containerDefinitions")
    if containers is not None:
        more.data[NAMES] = sorted({name for each in containers for name in _telling(each)})
        more.data["containerDefinitions"] = [_without_values(each) for each in containers]
    else:
        more.unread[NAMES] = more.unread.get("containerDefinitions", "")
    more.change("volumes", lambda volumes: [_volume(each) for each in volumes])
    tags = tag_map((answer or {}).get("tags"))
    return Item(arn, more.data, name=arn.rsplit("/", 1)[-1], tags=tags, unread=more.unread)


def _telling(container: dict[str, Any]) -> list[str]:
    return secret_like_names(pairs(container.get("environment")) | _log_options(container))


def _log_options(container: dict[str, Any]) -> dict[str, Any]:
    """Options of the log driver: a token for Splunk stands among them as plain text."""
    return (container.get("logConfiguration") or {}).get("options") or {}


def _volume(volume: dict[str, Any]) -> dict[str, Any]:
    """Options of a volume's driver may mount a share with a password."""
    docker = volume.get("dockerVolumeConfiguration")
    if docker is None:
        return volume
    kept = {key: value for key, value in docker.items() if key != "driverOpts"}
    return {**volume, "dockerVolumeConfiguration": kept}


def _without_values(container: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in container.items() if key not in PRIVATE}
    if "healthCheck" in kept:
        kept["healthCheck"] = {k: v for k, v in kept["healthCheck"].items() if k != "command"}
    if "logConfiguration" in kept:
        options = _log_options(container)
        telling = secret_like_names(options)
        harmless = {name: value for name, value in options.items() if name not in telling}
        kept["logConfiguration"] = {**kept["logConfiguration"], "options": harmless}
    return kept
