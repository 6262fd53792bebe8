"""Account Management: whom AWS reaches besides the owner of the account."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from ..reader import Reader, error_code
from ..registry import GLOBAL, Item, collects

CONTACT_TYPES = ("BILLING", "OPERATIONS", "SECURITY")


@collects("account.alternate_contact", call="account:GetAlternateContact", scope=GLOBAL)
def alternate_contacts(reader: Reader) -> Iterator[Item]:
    for contact_type in CONTACT_TYPES:
        yield from _contact(reader, contact_type)


def _contact(reader: Reader, contact_type: str) -> Iterator[Item]:
    try:
        answer = reader.call("get_alternate_contact", AlternateContactType=contact_type)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return
        raise
    arn = reader.arn("account", f"alternate-contact/{contact_type}", region="")
    yield Item(arn, answer["AlternateContact"], name=contact_type)
