"""What AWS's errors mean to a scan, and how a reviewer may read them."""

from botocore.exceptions import BotoCoreError, ClientError

DENIED_CODES = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "Forbidden",
        "403",
        "NotAuthorized",
        "OptInRequired",
        "SubscriptionRequiredException",
    }
)


def is_denied(error: ClientError) -> bool:
    return error_code(error) in DENIED_CODES


def error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def explain(error: ClientError | BotoCoreError) -> str:
    """The error in one line, as a reviewer may read it: no request ids, no signatures."""
    if isinstance(error, ClientError):
        message = str(error.response.get("Error", {}).get("Message", ""))
        return f"{error_code(error)}: {message}"[:500].strip(": ")
    return str(error)[:500]
