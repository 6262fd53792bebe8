"""Application Signals: the objectives that services are held to."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects(
    "applicationsignals.objective",
    call="application-signals:ListServiceLevelObjectives",
    client="application-signals",
)
def objectives(reader: Reader) -> Iterator[Item]:
    for objective in reader.pages("list_service_level_objectives", "SloSummaries"):
        yield Item(objective["Arn"], objective, name=objective["Name"])
