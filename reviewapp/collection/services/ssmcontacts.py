"""Contacts of Incident Manager: persons, on-call schedules and escalation plans, by name only."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("ssmcontacts.contact", call="ssm-contacts:ListContacts", client="ssm-contacts")
def contacts(reader: Reader) -> Iterator[Item]:
    for contact in reader.pages("list_contacts", "Contacts"):
        yield Item(contact["ContactArn"], contact, name=contact["Alias"])
