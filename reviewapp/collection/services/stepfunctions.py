"""Step Functions: state machines, and how their steps wait, repeat and fail."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

GONE = ("StateMachineDoesNotExist",)
# What is kept of a step; its input and output may hold anything.
KEPT = (
    "Type",
    "Resource",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Retry",
)


@collects(
    "stepfunctions.state_machine",
    call="states:ListStateMachines",
    actions=("states:DescribeStateMachine", TAG_ACTION),
)
def state_machines(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_state_machines", "stateMachines")
    return Tagged(reader, "states").onto(reader.spread(lambda each: _machine(reader, each), found))


def _machine(reader: Reader, machine: dict[str, Any]) -> Item:
    more = reader.aspects(machine)
    arn = machine["stateMachineArn"]
    more.read("Machine", "describe_state_machine", absent=GONE, stateMachineArn=arn)
    more.change("Machine", _told)
    return Item(arn, more.data, name=machine["name"], unread=more.unread)


def _told(machine: Mapping[str, Any]) -> dict[str, Any]:
    """Type, log level, tracing and timeout of a state machine; its `Steps` for its definition."""
    definition = json.loads(machine.get("definition") or "{}")
    return {
        "type": machine.get("type"),
        "logLevel": (machine.get("loggingConfiguration") or {}).get("level"),
        "traced": bool((machine.get("tracingConfiguration") or {}).get("enabled")),
        "TimeoutSeconds": definition.get("TimeoutSeconds"),
        "Steps": [_kept(name, state) for name, state in _states(definition)],
    }


def _states(definition: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every state by name, those inside of branches and maps too."""
    for name, state in (definition.get("States") or {}).items():
        yield name, state
        inner = [*state.get("Branches", ()), state.get("ItemProcessor"), state.get("Iterator")]
        for branch in inner:
            yield from _states(branch or {})


def _kept(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: state[key] for key in KEPT if key in state}
    return {"Name": name, **kept, "Catch": bool(state.get("Catch"))}
