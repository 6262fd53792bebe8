"""Requests and answers of AWS as they are on the wire, by the SDK's own models.

A request is understood as (client, operation) whatever protocol its service speaks, and an answer
is written from what boto3 would give: tests say `("backup", "ListRestoreJobs")` and
`{"RestoreJobs": []}`, and boto3 still reads the JSON or XML that AWS would send.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from botocore.loaders import create_loader
from botocore.parsers import create_parser
from moto.core.model import OperationModel, ServiceModel
from moto.core.serialize import get_serializer_class

from reviewapp.collection.registry import collectors

Environ = dict[str, Any]

_LOADER = create_loader()
_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
# boto3 speaks JSON where a service offers both that and the newer binary protocol.
_SPOKEN = ("json", "rest-json", "rest-xml", "query", "ec2")


@dataclass(frozen=True, slots=True)
class Request:
    """`client` and `operation` as boto3 calls them; both empty for what is not AWS's."""

    key: str = ""
    region: str = ""
    client: str = ""
    operation: str = ""

    @property
    def call(self) -> tuple[str, str]:
        return self.client, self.operation


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


@cache
def model(client: str) -> ServiceModel:
    return ServiceModel(_LOADER.load_service_model(client, "service-2"), client)


@cache
def protocol(client: str) -> str:
    metadata = model(client).metadata
    offered = metadata.get("protocols") or [metadata["protocol"]]
    return next(name for name in _SPOKEN if name in offered)


def signing_name(client: str) -> str:
    """The name by which requests to a service are signed."""
    return str(model(client).signing_name)


def understand(environ: Environ) -> Request:
    """Reads a WSGI request; its body can be read again."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    if scope is None:
        return Request()
    key, region, service = scope.groups()
    client = _client(service, environ)
    return Request(key, region, client, _operation(client, environ) if client else "")


def write(request: Request, answer: Mapping[str, Any]) -> Response:
    """What AWS would send for the answer that boto3 shall give."""
    serializer = get_serializer_class(request.client, protocol(request.client))
    said = serializer(_model_of(request)).serialize(answer)
    body = said["body"]
    return Response(
        said["status_code"],
        {name: str(value) for name, value in said["headers"].items()},
        body.encode() if isinstance(body, str) else body,
    )


def read(request: Request, response: Response) -> dict[str, Any]:
    """What boto3 would give for a response."""
    parsed: dict[str, Any] = create_parser(protocol(request.client)).parse(
        {
            "status_code": response.status,
            "headers": {name.lower(): value for name, value in response.headers.items()},
            "body": response.body,
        },
        _model_of(request).output_shape,
    )
    parsed.pop("ResponseMetadata", None)
    return parsed


def body_of(environ: Environ) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _model_of(request: Request) -> OperationModel:
    return model(request.client).operation_model(request.operation)


@cache
def _clients() -> dict[str, list[str]]:
    """The clients that the product uses, by the name their requests are signed with."""
    found: dict[str, list[str]] = {}
    for client in sorted({"sts", "resourcegroupstaggingapi", *(c.client for c in collectors())}):
        found.setdefault(signing_name(client), []).append(client)
    return found


def _client(service: str, environ: Environ) -> str:
    names = _clients().get(service, [""])
    if names == ["s3", "s3control"]:
        return "s3control" if environ["PATH_INFO"].startswith("/v20180820/") else "s3"
    if names == ["elb", "elbv2"]:
        version = dict(parse_qsl(body_of(environ).decode())).get("Version")
        return next(name for name in names if model(name).api_version == version)
    return names[0]


def _operation(client: str, environ: Environ) -> str:
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rsplit(".", 1)[-1]
    if protocol(client) in ("query", "ec2"):
        form = dict(parse_qsl(body_of(environ).decode(), keep_blank_values=True))
        return form.get("Action", "")
    return _by_path(client, environ)


def _by_path(client: str, environ: Environ) -> str:
    raw, _, _ = str(environ.get("REQUEST_URI") or environ["PATH_INFO"]).partition("?")
    path = raw.rstrip("/") or "/"
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    fitting = [
        (len(wanted), -wild, name)
        for name, method, pattern, wanted, wild in _paths(client)
        if method == environ["REQUEST_METHOD"]
        and pattern.fullmatch(path)
        and all(query.get(unquote(k)) in (v, *([] if v else query.values())) for k, v in wanted)
        and all(unquote(k) in query for k, _ in wanted)
    ]
    return max(fitting)[2] if fitting else ""


Path = tuple[str, str, re.Pattern[str], tuple[tuple[str, str], ...], int]


@cache
def _paths(client: str) -> tuple[Path, ...]:
    return tuple(_each_path(client))


def _each_path(client: str) -> Iterator[Path]:
    """Name, method, pattern of the path, required query, and how many parts are open."""
    for name in model(client).operation_names:
        http = model(client).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        parts = re.split(r"(\{[^}]+\})", path.rstrip("/") or "/")
        pattern = "".join(
            (".+" if part.endswith("+}") else "[^/]+") if part.startswith("{") else re.escape(part)
            for part in parts
        )
        wanted = tuple(parse_qsl(query, keep_blank_values=True))
        yield name, http["method"], re.compile(pattern), wanted, path.count("{")
