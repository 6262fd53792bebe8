"""A server whose clock is wrong: AWS refuses what it signs, in words that name the signature."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from botocore.exceptions import ClientError

# A signature is good for five minutes (fifteen at S3) around AWS's own time, see "Elements of an
# AWS API request signature" in the IAM user guide.
MOST_MINUTES = 4
REFUSED = frozenset(
    {
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)


def clock_trouble(error: ClientError) -> str:
    """What is wrong with this server's clock, and what to do; empty where that is not the reason.

    By the time that AWS writes on each answer. botocore does not correct the clock.
    """
    answer = error.response
    if str(answer.get("Error", {}).get("Code", "")) not in REFUSED:
        return ""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    ahead = _minutes_ahead(str(headers.get("date", "")))
    if abs(ahead) < MOST_MINUTES:
        return ""
    how = "ahead of" if ahead > 0 else "behind"
    return (
        f"This server's clock is {abs(ahead):.0f} minutes {how} AWS's, so AWS refuses what it "
        "signs. Set the clock (have it kept by NTP), then start the scan again."
    )


def _minutes_ahead(date: str) -> float:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    return (datetime.now(UTC) - theirs).total_seconds() / 60
