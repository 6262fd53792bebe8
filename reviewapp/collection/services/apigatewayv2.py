"""API Gateway: stages of HTTP and WebSocket APIs."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from .apigateway import GONE, READ


@collects("apigatewayv2.stage", call=READ)
def stages(reader: Reader) -> Iterator[Item]:
    """A stage by what protects and watches it; without its variables, which may hold anything."""
    apis = reader.pages("get_apis", "Items")
    for more in reader.spread(lambda api: _with_stages(reader, api), apis):
        path = f"/apis/{more.data['ApiId']}"
        if more.unread:
            unread = dict.fromkeys(("AccessLog", "RateLimit"), more.unread["Stages"])
            yield Item(_arn(reader, path), more.data, name=more.data["Name"], unread=unread)
        for stage in (more.data.get("Stages") or {}).get("Items") or ():
            arn = _arn(reader, f"{path}/stages/{stage['StageName']}")
            name = f"{more.data['Name']}/{stage['StageName']}"
            yield Item(arn, _told(more.data, stage), name=name, tags=stage.get("Tags") or {})


def _with_stages(reader: Reader, api: Mapping[str, Any]) -> Aspects:
    more = reader.aspects(
        {"ApiId": api["ApiId"], "Name": api["Name"], "Protocol": api.get("ProtocolType")}
    )
    more.read("Stages", "get_stages", absent=GONE, ApiId=api["ApiId"])
    return more


def _told(api: Mapping[str, Any], stage: Mapping[str, Any]) -> dict[str, Any]:
    settings = stage.get("DefaultRouteSettings") or {}
    return {
        "ApiId": api["ApiId"],
        "ApiName": api["Name"],
        "Protocol": api.get("Protocol"),
        "StageName": stage["StageName"],
        "AccessLog": bool((stage.get("AccessLogSettings") or {}).get("DestinationArn")),
        "RateLimit": settings.get("ThrottlingRateLimit"),
        "DetailedMetrics": bool(settings.get("DetailedMetricsEnabled")),
    }


def _arn(reader: Reader, path: str) -> str:
    return f"arn:{reader.partition}:apigateway:{reader.region}::{path}"
