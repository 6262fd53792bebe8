"""Inspector: what it scans for known vulnerabilities."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("inspector2.status", call="inspector2:BatchGetAccountStatus")
def status(reader: Reader) -> Iterator[Item]:
    """One item: `state` as a whole, `resourceState` by what is scanned."""
    for account in reader.call("batch_get_account_status").get("accounts", ()):
        yield Item(reader.arn("inspector2", "status"), account, name="Inspector")
