"""Certificates that renew themselves, or are renewed in time."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from ..common import config_rule, days_since, judged

WARNING_DAYS = 30


@check(
    id="acm-certificates-current",
    title="Certificates in use are far from their end",
    pillar="security",
    severity=Severity.HIGH,
    needs=["acm.certificate"],
    passes=f"The certificate that something uses is valid for {WARNING_DAYS} more days. ACM renews "
    "its own 60 days before the end; what comes closer needs a person.",
    refutes=["SEC09-BP01"],
    supports=["SEC09-BP01"],
    remedy=Remedy(
        console="Certificate Manager → {name}: fix the domain's validation record, or reimport; "
        "prefer certificates that ACM issues and validates by DNS.",
        cli="aws acm describe-certificate --certificate-arn {id} --region {region}\n"
        "aws acm renew-certificate --certificate-arn {id} --region {region}",
        cloudformation=(
            "Certificate:\n  Type: AWS::CertificateManager::Certificate\n  Properties:\n"
            '    DomainName: "{name}"\n    ValidationMethod: DNS'
        ),
        terraform='resource "aws_acm_certificate" "this" {\n  domain_name       = "{name}"\n'
        '  validation_method = "DNS"\n}',
        cost="Free for ACM's public certificates",
    ),
    url="https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
    references=[config_rule("acm-certificate-expiration-check")],
)
def certificates_current(snapshot: Snapshot) -> Iterator[Result]:
    used = [c for c in snapshot.of("acm.certificate") if c.data.get("InUseBy")]
    return judged(used, lambda certificate: _current(certificate, snapshot))


def _current(certificate: Resource, snapshot: Snapshot) -> Result:
    past = days_since(snapshot, certificate.get("NotAfter"))
    if past is None:
        return unknown(certificate, f"When certificate {certificate.name} ends is not known.")
    left = -past
    if left <= 0:
        return failed(certificate, f"Certificate {certificate.name} in use has ended.")
    reason = f"Certificate {certificate.name} in use is valid for {left} more days."
    return failed(certificate, reason) if left < WARNING_DAYS else passed(certificate, reason)


CHECKS: tuple[Check, ...] = (certificates_current,)
