"""What the internet meets first: names, certificates, the content network, a firewall."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from . import MAIN, SECOND
from .answers.records import Content, Params
from .certificates import short_lived
from .clients import Account
from .tags import listed, platform, shop

DOMAIN = "larkspur.example"


@dataclass(frozen=True, slots=True)
class Certificates:
    """ARNs: for the load balancers, and for CloudFront, which reads the second region's."""

    balancers: str
    network: str


def build_certificates(account: Account) -> Certificates:
    main, second = account.client("acm", MAIN), account.client("acm", SECOND)
    balancers: str = main.request_certificate(
        DomainName=f"*.{DOMAIN}", ValidationMethod="DNS", Tags=listed(platform("edge"))
    )["CertificateArn"]
    network: str = second.request_certificate(
        DomainName=f"www.{DOMAIN}", ValidationMethod="DNS", Tags=listed(platform("edge"))
    )["CertificateArn"]
    certificate, key = short_lived(f"pay.{DOMAIN}", days=24)
    main.import_certificate(Certificate=certificate, PrivateKey=key)
    return Certificates(balancers, network)


def build_edge(account: Account, balancer: str, balancer_name: str, certificate: str) -> None:
    shop_name = _distribution(
        account, "shop", balancer_name, viewer="redirect-to-https", certificate=certificate
    )
    _distribution(account, "us-static", f"larkspur-us-static.s3.{SECOND}.amazonaws.com")
    _names(account, shop_name, balancer_name)
    _firewall(account, balancer)


def _distribution(
    account: Account, name: str, origin: str, *, viewer: str = "allow-all", certificate: str = ""
) -> str:
    secure = {
        "CloudFrontDefaultCertificate": False,
        "ACMCertificateArn": certificate,
        "SSLSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    aliases = [f"www.{DOMAIN}"] if certificate else []
    config = {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "HttpVersion": "http2and3" if certificate else "http1.1",
        "Aliases": {"Quantity": len(aliases), "Items": aliases},
        "Origins": {"Quantity": 1, "Items": [_origin(name, origin, secured=bool(certificate))]},
        "DefaultCacheBehavior": {
            "TargetOriginId": name,
            "ViewerProtocolPolicy": viewer,
            "Compress": True,
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        },
        "ViewerCertificate": secure if certificate else {"CloudFrontDefaultCertificate": True},
    }
    made = account.client("cloudfront", SECOND).create_distribution_with_tags(
        DistributionConfigWithTags={
            "DistributionConfig": config,
            "Tags": {"Items": listed(shop("web") if certificate else {})},
        }
    )
    domain: str = made["Distribution"]["DomainName"]
    return domain


def _origin(name: str, origin: str, *, secured: bool) -> dict[str, Any]:
    custom = {
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "https-only" if secured else "http-only",
        "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
    }
    return {"Id": name, "DomainName": origin, "CustomOriginConfig": custom}


def _names(account: Account, distribution: str, balancer: str) -> None:
    dns = account.client("route53", SECOND)
    zone = dns.create_hosted_zone(Name=DOMAIN, CallerReference="larkspur")["HostedZone"]["Id"]
    check = dns.create_health_check(
        CallerReference="www",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": f"www.{DOMAIN}",
            "ResourcePath": "/health",
            "Port": 443,
            "RequestInterval": 30,
            "FailureThreshold": 3,
        },
    )["HealthCheck"]["Id"]
    records = [
        _alias(f"www.{DOMAIN}", distribution, "Z2FDTNDATAQYW2"),
        _alias(f"api.{DOMAIN}", balancer, "Z32O12XQLNTSW2"),
        _plain(f"erp.{DOMAIN}", "203.0.113.40"),
        {**_plain(f"status.{DOMAIN}", "203.0.113.7"), "HealthCheckId": check},
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in records]
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def _alias(name: str, target: str, zone: str) -> dict[str, Any]:
    to = {"DNSName": target, "HostedZoneId": zone, "EvaluateTargetHealth": True}
    return {"Name": name, "Type": "A", "AliasTarget": to}


def _plain(name: str, address: str) -> dict[str, Any]:
    return {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": address}]}


def _firewall(account: Account, balancer: str) -> None:
    waf = account.client("wafv2")
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "shop"}
    acl = waf.create_web_acl(
        Name="shop",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig=seen,
        Rules=[
            {
                "Name": "rate",
                "Priority": 1,
                "Action": {"Block": {}},
                "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
                "VisibilityConfig": {**seen, "MetricName": "rate"},
            }
        ],
        Tags=listed(platform("edge")),
    )["Summary"]["ARN"]
    waf.associate_web_acl(WebACLArn=acl, ResourceArn=balancer)
    account.records.put("wafv2", MAIN, "ListResourcesForWebACL", partial(_behind, balancer))


def _behind(balancer: str, params: Params) -> Content:
    """What stands behind the firewall; only load balancers do."""
    wanted = params.get("ResourceType", "APPLICATION_LOAD_BALANCER")
    return {"ResourceArns": [balancer] if wanted == "APPLICATION_LOAD_BALANCER" else []}
