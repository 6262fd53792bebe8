"""CloudWatch RUM: monitors in the browsers and apps of real users."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("rum.app_monitor", call="rum:ListAppMonitors")
def app_monitors(reader: Reader) -> Iterator[Item]:
    for monitor in reader.pages("list_app_monitors", "AppMonitorSummaries"):
        name = monitor["Name"]
        yield Item(reader.arn("rum", f"appmonitor/{name}"), monitor, name=name)
