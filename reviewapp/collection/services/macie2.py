"""Macie: whether it searches the buckets of a region for sensitive data."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from ..errors import is_denied
from ..reader import Reader
from ..registry import Item, collects


@collects(
    "macie2.session",
    call="macie2:GetMacieSession",
    actions=("macie2:GetAutomatedDiscoveryConfiguration",),
)
def session(reader: Reader) -> Iterator[Item]:
    try:
        found = reader.call("get_macie_session")
    except ClientError as error:
        if _is_off(error):
            return
        raise
    more = reader.aspects(found)
    more.read("AutomatedDiscovery", "get_automated_discovery_configuration")
    arn = reader.arn("macie2", "session")
    yield Item(arn, more.data, name="Macie", unread=more.unread)


def _is_off(error: ClientError) -> bool:
    """Where Macie is off AWS refuses with the code of a missing permission, in other words."""
    message = str(error.response.get("Error", {}).get("Message", ""))
    return is_denied(error) and "not enabled" in message.lower()
