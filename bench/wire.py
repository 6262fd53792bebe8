"""What the replaying endpoint knows of AWS's protocols: who asks, what, and how a refusal looks."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from urllib.parse import parse_qs, unquote

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]

RECORDED_ACCOUNT = "123456789012"
RECORDED_REGIONS = ("us-east-1", "eu-west-1")
DROPPED = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
# In a body or, with its colons quoted, in an address.
TIMES = re.compile(rb"\d{4}-\d\d-\d\d(T(?:[\d:.]|%3A)+(Z|[+-]\d\d:?\d\d)?)?|\b1[67]\d{8}(\.\d+)?\b")
SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
KEY = re.compile(r"REPLAY(\d{12})G(\d+)")
ACCOUNT, REGION = re.compile(rb"\b\d{12}\b"), re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
XML = {"Content-Type": "text/xml"}
FAR = "2099-01-01T00:00:00Z"


@dataclass(frozen=True)
class Request:
    """One call; `key` is the same for the same question asked on another day."""

    method: str
    path: str
    headers: Headers
    body: bytes

    @cached_property
    def _scope(self) -> tuple[str, str, str]:
        found = SCOPE.search(self.headers.get("authorization", ""))
        return found.groups() if found else ("", "", "")  # type: ignore[return-value]

    @property
    def region(self) -> str:
        return self._scope[1]

    @property
    def service(self) -> str:
        return self._scope[2]

    @property
    def account(self) -> str:
        found = KEY.match(self._scope[0])
        return found[1] if found else RECORDED_ACCOUNT

    @property
    def generation(self) -> int:
        """How often credentials had run out when those of this call were given."""
        found = KEY.match(self._scope[0])
        return int(found[2]) if found else 0

    @cached_property
    def key(self) -> str:
        parts = (
            self.service,
            self.region,
            self.method,
            TIMES.sub(b"T", self.path.encode()).decode(),
            self.headers.get("x-amz-target", ""),
            hashlib.sha256(TIMES.sub(b"T", self.body)).hexdigest(),
        )
        return "|".join(parts)


def parse(data: bytes) -> tuple[Request | None, bytes]:
    """The first whole request of what was received, and the rest."""
    head, found, rest = data.partition(b"\r\n\r\n")
    if not found:
        return None, data
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    size = int(headers.get("content-length", "0"))
    if len(rest) < size:
        return None, data
    return Request(method, path, headers, rest[:size]), rest[size:]


def written(answer: Answer, *, head: bool = False) -> bytes:
    status, headers, body = answer
    lines = [f"HTTP/1.1 {status} OK", *(f"{k}: {v}" for k, v in headers.items())]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if head else body)


def recorded_region(region: str) -> str:
    """The region whose recorded answers stand for this one; the same on every call."""
    if region in RECORDED_REGIONS or not REGION.fullmatch(region):
        return region
    return RECORDED_REGIONS[sum(region.encode()) % len(RECORDED_REGIONS)]


def as_recorded(request: Request) -> Request:
    """The question as the recorded account was asked it."""
    region = recorded_region(request.region)
    if request.account == RECORDED_ACCOUNT and region == request.region:
        return request
    pairs = ((request.account, RECORDED_ACCOUNT), (request.region, region))
    path, body = request.path, request.body
    authorization = request.headers["authorization"].replace(f"/{request.region}/", f"/{region}/")
    for asked, known in pairs:
        path, body = path.replace(asked, known), body.replace(asked.encode(), known.encode())
    headers = {**request.headers, "authorization": authorization, "content-length": str(len(body))}
    return replace(request, path=path, body=body, headers=headers)


def as_asked(answer: Answer, request: Request) -> Answer:
    """The recorded answer as the asking account would have had it."""
    region = recorded_region(request.region)
    if request.account == RECORDED_ACCOUNT and region == request.region:
        return answer
    status, headers, body = answer
    body = body.replace(RECORDED_ACCOUNT.encode(), request.account.encode())
    return status, headers, body.replace(region.encode(), request.region.encode())


def role_account(request: Request) -> str:
    """The account of the role that is to be assumed; empty for any other call."""
    form = parse_qs(request.body.decode("latin-1"))
    if form.get("Action") != ["AssumeRole"]:
        return ""
    return unquote(form["RoleArn"][0]).split(":")[4]


def assumed(account: str, generation: int) -> Answer:
    body = (
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>'
        f"<Credentials><AccessKeyId>REPLAY{account}G{generation}</AccessKeyId>"
        "<SecretAccessKey>replayed</SecretAccessKey><SessionToken>replayed</SessionToken>"
        f"<Expiration>{FAR}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
    return 200, XML, body.encode()


def identity(account: str) -> Answer:
    body = (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<GetCallerIdentityResult><Arn>arn:aws:sts::{account}:assumed-role/Reader/replay</Arn>"
        f"<UserId>AROA:replay</UserId><Account>{account}</Account></GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>"
    )
    return 200, XML, body.encode()


def throttled(request: Request) -> Answer:
    if request.service == "s3":
        return refusal(request, "SlowDown", "Please reduce your request rate.", 503)
    code = "RequestLimitExceeded" if request.service == "ec2" else "ThrottlingException"
    return refusal(request, code, "Rate exceeded", 503 if request.service == "ec2" else 400)


def expired(request: Request) -> Answer:
    code = {"ec2": "RequestExpired", "s3": "ExpiredToken"}.get(request.service)
    form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    code = code or ("ExpiredToken" if form else "ExpiredTokenException")
    return refusal(request, code, "The security token included in the request is expired", 403)


def skewed(request: Request, *, minutes: float) -> Answer:
    """What AWS says to a signature of another time than its own: more than five minutes are too
    many, at S3 fifteen.
    """
    now = datetime.now(UTC) + timedelta(minutes=minutes)
    signed = request.headers.get("x-amz-date", "")
    told = f"Signature expired: {signed} is now earlier than {now:%Y%m%dT%H%M%SZ}"
    form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    code = "SignatureDoesNotMatch" if form else "InvalidSignatureException"
    code = {"ec2": "RequestExpired", "s3": "RequestTimeTooSkewed"}.get(request.service, code)
    status, headers, body = refusal(request, code, told, 403)
    return status, {**headers, "Date": format_datetime(now, usegmt=True)}, body


def refusal(request: Request, code: str, message: str, status: int) -> Answer:
    """An error in the protocol of the service that was asked."""
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        told = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return status, told, _cbor({"__type": code, "message": message})
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    if request.service == "ec2":
        body = f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>"
        return status, XML, body.encode()
    if request.service == "s3":
        return status, XML, error.encode()
    form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    if form or request.service in {"route53", "cloudfront"}:
        body = f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"
        return status, XML, body.encode()
    told = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": code}
    return status, told, json.dumps({"__type": code, "message": message}).encode()


def _cbor(texts: dict[str, str]) -> bytes:
    """A small map of texts (RFC 8949: major types 5 and 3, lengths below 256)."""
    out = bytes([0xA0 | len(texts)])
    for text in (part for pair in texts.items() for part in pair):
        raw = text.encode()
        out += bytes([0x78, len(raw)]) + raw
    return out
