"""Glue: whom the policy of the account's data catalog lets in."""

import json
from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("glue.catalog_policy", call="glue:GetResourcePolicy", absent=("EntityNotFoundException",))
def catalog_policy(reader: Reader) -> Iterator[Item]:
    """One for a region, as a document under `Policy`; none where the catalog has no policy."""
    text = reader.call("get_resource_policy").get("PolicyInJson")
    if text:
        yield Item(reader.arn("glue", "catalog"), {"Policy": json.loads(text)}, name="Data Catalog")
