"""API Gateway: stages of REST APIs, and domain names.

The service has one permission for reading, which also reads the values of API keys. So the policy
allows it on the paths that are read here and on no other: `iam_actions.NARROWED`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects

READ = "apigateway:GET"
GONE = ("NotFoundException",)
DOMAIN = ("domainName", "domainNameStatus", "securityPolicy", "endpointConfiguration")
# The settings of a stage for every method.
EVERY = "*/*"


@collects("apigateway.stage", call=READ)
def stages(reader: Reader) -> Iterator[Item]:
    """A stage by what protects and watches it; without its variables, which may hold anything."""
    apis = reader.pages("get_rest_apis", "items", PaginationConfig={"PageSize": 500})
    for more in reader.spread(lambda api: _with_stages(reader, api), apis):
        if more.unread:
            arn = _arn(reader, f"/restapis/{more.data['id']}")
            yield Item(arn, more.data, name=more.data["name"], unread=_all_unread(more))
        for stage in more.data.get("Stages") or ():
            arn = _arn(reader, f"/restapis/{more.data['id']}/stages/{stage['stageName']}")
            name = f"{more.data['name']}/{stage['stageName']}"
            yield Item(arn, _told(more.data, stage), name=name, tags=stage.get("tags") or {})


@collects("apigateway.domain_name", call=READ)
def domain_names(reader: Reader) -> Iterator[Item]:
    for domain in reader.pages("get_domain_names", "items"):
        name = domain["domainName"]
        kept = {key: domain[key] for key in DOMAIN if key in domain}
        kept["MutualTls"] = bool(domain.get("mutualTlsAuthentication"))
        yield Item(_arn(reader, f"/domainnames/{name}"), kept, name=name)


def _with_stages(reader: Reader, api: Mapping[str, Any]) -> Aspects:
    types = (api.get("endpointConfiguration") or {}).get("types") or ()
    found = {"id": api["id"], "name": api.get("name") or api["id"], "private": "PRIVATE" in types}
    more = reader.aspects({**found, "policy": _document(api.get("policy"))})
    more.read("Stages", "get_stages", pick="item", absent=GONE, restApiId=api["id"])
    return more


def _document(policy: str | None) -> Any:
    """API Gateway gives a policy as the inside of a text in JSON."""
    if not policy:
        return None
    try:
        return json.loads(policy)
    except ValueError:
        return json.loads(json.loads(f'"{policy}"'))


def _all_unread(more: Aspects) -> dict[str, str]:
    """Of an API whose stages were not read nothing is known that a stage would tell."""
    return dict.fromkeys(("AccessLog", "Tracing", "RateLimit"), more.unread["Stages"])


def _told(api: Mapping[str, Any], stage: Mapping[str, Any]) -> dict[str, Any]:
    every = (stage.get("methodSettings") or {}).get(EVERY) or {}
    return {
        "ApiId": api["id"],
        "ApiName": api["name"],
        "Protocol": "REST",
        "Private": api["private"],
        "Policy": api["policy"],
        "StageName": stage["stageName"],
        "AccessLog": bool((stage.get("accessLogSettings") or {}).get("destinationArn")),
        "LoggingLevel": every.get("loggingLevel", "OFF"),
        "Tracing": bool(stage.get("tracingEnabled")),
        "RateLimit": every.get("throttlingRateLimit"),
        "WebAcl": stage.get("webAclArn"),
        "CacheEnabled": bool(stage.get("cacheClusterEnabled")),
        "CacheEncrypted": bool(every.get("cacheDataEncrypted")),
    }


def _arn(reader: Reader, path: str) -> str:
    return f"arn:{reader.partition}:apigateway:{reader.region}::{path}"
