"""CodePipeline: pipelines with their stages and actions."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..secretlike import is_secret_like
from ..tagged import TAG_ACTION, Tagged

# Where people put values for builds, stacks, functions and shells: none of it is kept.
VALUES = frozenset(
    {
        "OAuthToken",
        "EnvironmentVariables",
        "environmentVariables",
        "ParameterOverrides",
        "UserParameters",
        "defaultValue",
        "commands",
        "Commands",
    }
)
EXECUTIONS = 100


@collects(
    "codepipeline.pipeline",
    call="codepipeline:ListPipelines",
    actions=("codepipeline:GetPipeline", "codepipeline:ListPipelineExecutions", TAG_ACTION),
)
def pipelines(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_pipelines", "pipelines")
    return Tagged(reader, "codepipeline").onto(reader.spread(partial(_pipeline, reader), found))


def _pipeline(reader: Reader, summary: Mapping[str, Any]) -> Item:
    name = summary["name"]
    more = reader.aspects(summary)
    if more.read("Pipeline", "get_pipeline", pick="pipeline", name=name):
        more.data["Pipeline"] = _without_values(more.data["Pipeline"])
    # One page, the latest hundred: enough to see a rhythm.
    more.read(
        "Executions",
        "list_pipeline_executions",
        pick="pipelineExecutionSummaries",
        pipelineName=name,
        maxResults=EXECUTIONS,
    )
    more.change("Executions", lambda found: [_execution(each) for each in found])
    return Item(reader.arn("codepipeline", name), more.data, name=name, unread=more.unread)


def _execution(execution: Mapping[str, Any]) -> dict[str, Any]:
    """What ran, when and how it ended; not what people wrote into the changes."""
    return {key: execution.get(key) for key in ("status", "startTime", "executionType")}


def _without_values(part: Any) -> Any:
    """A pipeline, or any part of one, without what its actions are given to work with."""
    if isinstance(part, list):
        return [_without_values(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _configuration(value) if key == "configuration" else _without_values(value)
        for key, value in part.items()
        if key not in VALUES
    }


def _configuration(configuration: Mapping[str, str]) -> dict[str, str]:
    return {
        key: value
        for key, value in configuration.items()
        if key not in VALUES and not is_secret_like(key, value)
    }
