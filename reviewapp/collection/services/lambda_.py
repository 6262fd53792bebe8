"""Lambda: functions, without the values of their variables, and what calls them."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..secretlike import secret_like_names
from ..tagged import TAG_ACTION, Tagged

NAMES = "SecretLikeNames"


@collects("lambda.function", call="lambda:ListFunctions", actions=(TAG_ACTION,))
def functions(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "lambda")
    for function in reader.pages("list_functions", "Functions"):
        data, unread = _without_values(function)
        arn = function["FunctionArn"]
        yield Item(
            arn,
            data,
            name=function["FunctionName"],
            tags=tagged.of(arn),
            unread=unread | tagged.unread,
        )


@collects("lambda.event_source_mapping", call="lambda:ListEventSourceMappings")
def event_source_mappings(reader: Reader) -> Iterator[Item]:
    for mapping in reader.pages("list_event_source_mappings", "EventSourceMappings"):
        uuid = mapping["UUID"]
        arn = mapping.get("EventSourceMappingArn") or reader.arn(
            "lambda", f"event-source-mapping:{uuid}"
        )
        yield Item(arn, mapping, name=uuid)


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
