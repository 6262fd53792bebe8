"""What inspects traffic at the borders: network firewalls, DNS firewalls, ACLs before APIs."""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from ..common import judged, required

INSPECTED = "SEC05-BP03"


@check(
    id="network-firewall-inspects",
    title="A network firewall inspects traffic",
    pillar="security",
    severity=Severity.LOW,
    needs=["networkfirewall.firewall"],
    passes="A Network Firewall with a policy stands in the VPC. Where there is none the check says "
    "nothing: others may inspect.",
    supports=[INSPECTED, "SEC05-BP04", "SEC05-BP02"],
    remedy=Remedy(
        console="VPC → Network Firewall → Firewalls → {name} → Associate a policy with "
        "rule groups.",
        cli="aws network-firewall associate-firewall-policy --firewall-arn {id} "
        "--firewall-policy-arn POLICY --region {region}",
        cloudformation=(
            "Firewall:\n  Type: AWS::NetworkFirewall::Firewall\n  Properties:\n"
            '    FirewallName: "{name}"\n    FirewallPolicyArn: POLICY\n    VpcId: VPC\n'
            "    SubnetMappings:\n      - SubnetId: SUBNET1\n      - SubnetId: SUBNET2"
        ),
        terraform='resource "aws_networkfirewall_firewall" "this" {\n  name = "{name}"\n'
        '  firewall_policy_arn = "POLICY"\n  vpc_id              = "VPC"\n}',
        cost="About 288 USD a month for each zone, and 0.065 USD per GB",
    ),
    url="https://docs.aws.amazon.com/network-firewall/latest/developerguide/what-is-aws-network-firewall.html",
)
def firewalls(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("networkfirewall.firewall"), _firewall)


def _firewall(firewall: Resource) -> Result:
    required(firewall, "FirewallPolicyArn")
    return passed(
        firewall, f"Firewall {firewall.name} inspects {firewall.get('VpcId', 'a network')}."
    )


@check(
    id="dns-firewall-filters",
    title="Networks ask through a DNS Firewall",
    pillar="security",
    severity=Severity.LOW,
    needs=["route53resolver.firewall_association", "ec2.vpc"],
    passes="A rule group of Route 53 Resolver DNS Firewall is associated with the VPC. Judged "
    "where the account uses the service in the region at all.",
    supports=[INSPECTED, "SEC05-BP02"],
    remedy=Remedy(
        console="VPC → DNS firewall → Rule groups → choose one → Associated VPCs → "
        "Associate {name}.",
        cli="aws route53resolver associate-firewall-rule-group --firewall-rule-group-id GROUP "
        "--vpc-id {name} --priority 101 --name block --region {region}",
        cloudformation=(
            "Filter:\n  Type: AWS::Route53Resolver::FirewallRuleGroupAssociation\n  Properties:\n"
            "    FirewallRuleGroupId: GROUP\n    Priority: 101\n    VpcId: VPC"
        ),
        terraform='resource "aws_route53_resolver_firewall_rule_group_association" "this" {\n'
        '  name = "block"\n  firewall_rule_group_id = "GROUP"\n  priority = 101\n'
        '  vpc_id = "{name}"\n}',
        cost="0.60 USD per million questions",
    ),
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html",
)
def dns_firewalls(snapshot: Snapshot) -> Iterator[Result]:
    used = {
        (each.account, each.region): _filtered(snapshot, each)
        for each in snapshot.of("route53resolver.firewall_association")
    }
    for vpc in seen_with(snapshot, "ec2.vpc", "route53resolver.firewall_association"):
        filtered = used.get((vpc.account, vpc.region))
        if filtered:
            yield from judged([vpc], partial(_asks, filtered=filtered))


def _filtered(snapshot: Snapshot, place: Resource) -> set[str]:
    here = snapshot.of(place.kind, account=place.account, region=place.region)
    return {str(each.data.get("VpcId")) for each in here if each.data.get("Status") == "COMPLETE"}


def _asks(vpc: Resource, filtered: set[str]) -> Result:
    if required(vpc, "VpcId") in filtered:
        return passed(vpc, f"Network {vpc.name} asks through a DNS Firewall.")
    return failed(vpc, f"Network {vpc.name} asks past the DNS Firewall that others use.")


@check(
    id="waf-before-apis",
    title="A web ACL stands before REST APIs",
    pillar="security",
    severity=Severity.LOW,
    needs=["apigateway.stage"],
    passes="A web ACL of WAF is associated with the stage of the REST API.",
    supports=[INSPECTED],
    remedy=Remedy(
        console="API Gateway → {name} → Stages → Edit → Web application firewall.",
        cli="aws wafv2 associate-web-acl --web-acl-arn ACL --resource-arn {id} --region {region}",
        cloudformation=(
            "Association:\n  Type: AWS::WAFv2::WebACLAssociation\n  Properties:\n"
            '    ResourceArn: "{id}"\n    WebACLArn: ACL'
        ),
        terraform='resource "aws_wafv2_web_acl_association" "this" {\n'
        '  resource_arn = "{id}"\n  web_acl_arn  = "ACL"\n}',
        cost="5 USD a month for an ACL, 1 USD for each rule, 0.60 USD per million requests",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html",
)
def before_apis(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("apigateway.stage"), _stage)


def _stage(stage: Resource) -> Result:
    required(stage, "StageName")
    if stage.get("WebAcl"):
        return passed(stage, f"A web ACL stands before stage {stage.name}.")
    return failed(stage, f"No web ACL stands before stage {stage.name}.")


CHECKS: tuple[Check, ...] = (firewalls, dns_firewalls, before_apis)
