"""Errors as AWS writes them: each protocol in its own way."""

import json
from dataclasses import dataclass

from .wire import Request, Response, protocol

XML = "text/xml"
JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of AWS's: its code, what it says, and the HTTP status."""

    code: str
    message: str
    status: int


def denied(request: Request, action: str) -> Refusal:
    """What a caller without the permission hears; services spell it differently."""
    who = f"User: arn:aws:iam::{request.key[-12:]}:user/reviewer"
    message = f"{who} is not authorized to perform: {action}"
    if request.client == "ec2":
        return Refusal("UnauthorizedOperation", "You are not authorized to do this.", 403)
    if request.client == "sns":
        return Refusal("AuthorizationError", message, 403)
    if protocol(request.client) in ("query", "rest-xml"):
        return Refusal("AccessDenied", message, 403)
    status = 400 if protocol(request.client) == "json" else 403
    return Refusal("AccessDeniedException", message, status)


def throttled(request: Request) -> Refusal:
    if request.client == "ec2":
        return Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
    if protocol(request.client) in ("query", "rest-xml"):
        return Refusal("Throttling", "Rate exceeded", 400)
    return Refusal("ThrottlingException", "Rate exceeded", 400)


BROKEN = Refusal("InternalFailure", "An internal error occurred.", 500)


def write(request: Request, refusal: Refusal) -> Response:
    spoken = protocol(request.client)
    if spoken in ("json", "rest-json"):
        body = json.dumps({"__type": refusal.code, "message": refusal.message})
        headers = {"Content-Type": JSON, "x-amzn-ErrorType": refusal.code}
        return Response(refusal.status, headers, body.encode())
    return Response(refusal.status, {"Content-Type": XML}, _xml(request.client, refusal).encode())


def _xml(client: str, refusal: Refusal) -> str:
    said = f"<Code>{refusal.code}</Code><Message>{refusal.message}</Message>"
    if client == "s3":
        return f"<Error>{said}<RequestId>1</RequestId></Error>"
    if client == "ec2":
        return (
            f"<Response><Errors><Error>{said}</Error></Errors><RequestID>1</RequestID></Response>"
        )
    error = f"<Error><Type>Sender</Type>{said}</Error>"
    return f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"
