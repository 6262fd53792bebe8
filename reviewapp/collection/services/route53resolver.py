"""Route 53 Resolver: networks whose questions pass a DNS Firewall."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects(
    "route53resolver.firewall_association",
    call="route53resolver:ListFirewallRuleGroupAssociations",
)
def firewall_associations(reader: Reader) -> Iterator[Item]:
    """One item for each rule group at a VPC."""
    found = reader.pages("list_firewall_rule_group_associations", "FirewallRuleGroupAssociations")
    for each in found:
        yield Item(each["Arn"], each, name=each.get("Name") or each["Id"])
