"""OpenSearch: domains, those of Elasticsearch among them."""

import json
from collections.abc import Iterator
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# As many as one call describes.
AT_ONCE = 5


@collects(
    "opensearch.domain",
    call="es:ListDomainNames",
    actions=("es:DescribeDomains", TAG_ACTION),
)
def domains(reader: Reader) -> Iterator[Item]:
    names = [each["DomainName"] for each in reader.pages("list_domain_names", "DomainNames")]
    return Tagged(reader, "es").onto(_described(reader, names))


def _described(reader: Reader, names: list[str]) -> Iterator[Item]:
    for some in batches(names, AT_ONCE):
        answer = reader.call("describe_domains", DomainNames=list(some))
        # A domain that is being deleted is listed until it is gone.
        for domain in (each for each in answer["DomainStatusList"] if not each.get("Deleted")):
            yield Item(domain["ARN"], _with_policy(domain), name=domain["DomainName"])


def _with_policy(domain: dict[str, Any]) -> dict[str, Any]:
    """The domain with its access policy as an object."""
    policy = domain.get("AccessPolicies")
    return {**domain, "AccessPolicies": json.loads(policy) if policy else None}
