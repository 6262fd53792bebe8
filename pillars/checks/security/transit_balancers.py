"""TLS at load balancers: modern policies, and plain HTTP only to send people to HTTPS."""

import re
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import many, tail
from ..common import aspect, config_rule, dig, judged, required

IN_TRANSIT = "foundations/sec_tls_in_transit"
PRACTICE = "SEC09-BP02"

# The names carry the lowest version: ELBSecurityPolicy-TLS13-1-2-2021-06, ELBSecurityPolicy-FS-1-1.
_LOWEST = re.compile(r"ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-(\d)(?:-|$)")
# These, and policies named after a date alone, accept TLS 1.0.
_OLD = re.compile(r"ELBSecurityPolicy-(?:FS-)?\d{4}-\d{2}$")


@check(
    id="elb-listeners-tls",
    title="Load balancers accept TLS 1.2 or newer only",
    pillar="security",
    severity=Severity.HIGH,
    needs=["elbv2.listener"],
    passes="The listener speaks HTTPS or TLS with a policy that starts at TLS 1.2, or speaks HTTP "
    "and sends everybody to HTTPS, by each of its rules. Listeners of gateway load balancers are "
    "left out; what passes through a TCP or UDP listener unread is unknown.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EC2 → Load Balancers → Listeners → {name} → Edit: security policy "
        "ELBSecurityPolicy-TLS13-1-2-2021-06; for HTTP choose Redirect to URL, HTTPS 443.",
        cli="aws elbv2 modify-listener --listener-arn {id} --region {region} "
        "--ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06\n"
        "# plain HTTP: redirect\n"
        "aws elbv2 modify-listener --listener-arn {id} --region {region} --default-actions "
        "'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'",
        cloudformation=(
            "Https:\n  Type: AWS::ElasticLoadBalancingV2::Listener\n  Properties:\n"
            "    LoadBalancerArn: !Ref Balancer\n    Port: 443\n    Protocol: HTTPS\n"
            "    SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06\n    Certificates:\n"
            "      - CertificateArn: !Ref Certificate\n    DefaultActions:\n"
            "      - Type: forward\n        TargetGroupArn: !Ref Targets"
        ),
        terraform=(
            'resource "aws_lb_listener" "http" {\n'
            "  # the rest stays as it is\n"
            "  port     = 80\n"
            '  protocol = "HTTP"\n'
            "  default_action {\n"
            '    type = "redirect"\n'
            "    redirect {\n"
            '      protocol    = "HTTPS"\n'
            '      port        = "443"\n'
            '      status_code = "HTTP_301"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free with certificates of ACM",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    references=[config_rule("alb-http-to-https-redirection-check")],
)
def listeners_tls(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("elbv2.listener"), _listener)


def _listener(listener: Resource) -> Result | None:
    protocol = str(required(listener, "Protocol"))
    if protocol in ("HTTPS", "TLS"):
        return _policy(listener)
    if protocol == "HTTP":
        return _plain(listener)
    if protocol == "GENEVE":
        return None
    reason = f"{_what(listener)} passes through what it gets: whether that is TLS is not known."
    return unknown(listener, reason)


def _policy(listener: Resource) -> Result:
    policy = str(required(listener, "SslPolicy"))
    what = f"{_what(listener)} has security policy {policy}"
    if _OLD.match(policy):
        return failed(listener, f"{what}, which accepts TLS 1.0.")
    lowest = _LOWEST.match(policy)
    if lowest is None:
        return unknown(listener, f"{what}, whose lowest version is not known.")
    reason = f"{what}, which starts at TLS 1.{lowest[1]}."
    return passed(listener, reason) if int(lowest[1]) >= 2 else failed(listener, reason)


def _plain(listener: Resource) -> Result:
    actions = many(listener.get("DefaultActions"))
    if not any(_to_https(each) or _answers(each) for each in actions):
        return failed(listener, f"{_what(listener)} serves plain HTTP.")
    rules = [each for rule in many(aspect(listener, "Rules")) for each in many(rule["Actions"])]
    if not all(_to_https(each) or _answers(each) for each in rules):
        return failed(listener, f"{_what(listener)} serves plain HTTP by one of its rules.")
    if any(_to_https(action) for action in actions):
        return passed(listener, f"{_what(listener)} sends requests to HTTPS.")
    reason = f"{_what(listener)} answers by itself: whether that may be read, a person decides."
    return unknown(listener, reason)


def _answers(action: object) -> bool:
    return bool(dig(action, "Type") == "fixed-response")


def _to_https(action: object) -> bool:
    protocol = dig(action, "RedirectConfig", "Protocol")
    return (dig(action, "Type"), protocol) == ("redirect", "HTTPS")


def _what(listener: Resource) -> str:
    """`Listener HTTP:80 of shop-web`; the balancer's name is a part of its ARN."""
    parts = str(listener.data.get("LoadBalancerArn") or "").split("/")
    balancer = parts[-2] if len(parts) > 2 else tail(listener.id)
    return f"Listener {listener.data.get('Protocol')}:{listener.data.get('Port')} of {balancer}"


@check(
    id="elb-targets-tls",
    title="Load balancers speak TLS with their targets too",
    pillar="security",
    severity=Severity.LOW,
    needs=["elbv2.target_group"],
    passes="The target group in use speaks HTTPS or TLS with its targets. Plain traffic behind the "
    "balancer refutes nothing by itself; it keeps the proof open.",
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EC2 → Target Groups → Create target group with protocol HTTPS; let the targets "
        "hold a certificate, a self-signed one will do.",
        cli="aws elbv2 create-target-group --name {name}-tls --protocol HTTPS --port 443 "
        "--vpc-id VPC --region {region}",
        cloudformation=(
            "Targets:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n"
            "    Protocol: HTTPS\n    Port: 443\n    VpcId: !Ref Vpc"
        ),
        terraform='resource "aws_lb_target_group" "tls" {\n  protocol = "HTTPS"\n'
        "  port     = 443\n  vpc_id   = aws_vpc.this.id\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
)
def targets_tls(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("elbv2.target_group"), _targets)


def _targets(group: Resource) -> Result | None:
    if group.data.get("TargetType") == "lambda" or not group.data.get("LoadBalancerArns"):
        return None
    protocol = str(required(group, "Protocol"))
    reason = f"Target group {group.name} speaks {protocol} with its targets."
    return passed(group, reason) if protocol in ("HTTPS", "TLS") else failed(group, reason)


CHECKS: tuple[Check, ...] = (listeners_tls, targets_tls)
