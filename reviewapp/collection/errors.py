"""What AWS's errors mean to a scan, and how a reviewer may read them."""

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from .clocks import clock_trouble

# No answer, or one that is no answer of AWS's: the caller does not know more than before.
UNREACHED = (BotoCoreError, ResponseParserError)

DENIED_CODES = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "UnauthorizedException",
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


def explain(error: Exception) -> str:
    """The error in one line, as a reviewer may read it: no request ids, no signatures."""
    if isinstance(error, ClientError):
        if trouble := clock_trouble(error):
            return trouble
        message = str(error.response.get("Error", {}).get("Message", ""))
        return f"{error_code(error)}: {_words(message)}"[:500].strip(": ")
    if isinstance(error, ResponseParserError):
        return "The answer could not be understood; it was no answer of AWS's."
    return _words(str(error))[:500]


def _words(message: str) -> str:
    """A page instead of an error comes from a proxy or a simulator and says nothing to a reader."""
    if "<html" in message.lower() or "<!doctype" in message.lower():
        return "the endpoint answered with a page and not with an AWS error"
    return " ".join(message.split())
