"""Elastic Disaster Recovery: servers that are replicated, ready to be started elsewhere."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

# What AWS answers in a region where the service was never set up.
NEVER_SET_UP = ("UninitializedAccountException",)
KEPT = ("sourceServerID", "arn", "lastLaunchResult", "lifeCycle", "recoveryInstanceId")


@collects("drs.source_server", call="drs:DescribeSourceServers", absent=NEVER_SET_UP)
def source_servers(reader: Reader) -> Iterator[Item]:
    for server in reader.pages("describe_source_servers", "items"):
        yield Item(
            server["arn"], _kept(server), name=server["sourceServerID"], tags=server.get("tags", {})
        )


def _kept(server: dict[str, Any]) -> dict[str, Any]:
    state = (server.get("dataReplicationInfo") or {}).get("dataReplicationState")
    return {key: server[key] for key in KEPT if key in server} | {"dataReplicationState": state}
