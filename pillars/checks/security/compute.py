"""What runs the code: hardened instances, scanned images, tags that never move."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label, true
from ..common import config_rule, judged, required, running


@check(
    id="ec2-imdsv2",
    title="Instances answer metadata requests only with a session token",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.instance"],
    passes="The running instance requires IMDSv2, or its metadata service is off.",
    supports=["SEC06-BP05", "SEC06-BP02"],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Actions → Instance settings → Modify instance "
        "metadata options: IMDSv2 Required.",
        cli="aws ec2 modify-instance-metadata-options --region {region} "
        "--instance-id {last} --http-tokens required",
        cloudformation=(
            "Template:\n  Type: AWS::EC2::LaunchTemplate\n  Properties:\n"
            "    LaunchTemplateData:\n      MetadataOptions:\n        HttpTokens: required\n"
            "        HttpEndpoint: enabled"
        ),
        terraform=(
            'resource "aws_instance" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  metadata_options {\n"
            '    http_tokens   = "required"\n'
            '    http_endpoint = "enabled"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    references=[config_rule("ec2-imdsv2-check")],
)
def imdsv2(snapshot: Snapshot) -> Iterator[Result]:
    return judged(running(snapshot.of("ec2.instance")), _imdsv2)


def _imdsv2(instance: Resource) -> Result:
    options = required(instance, "MetadataOptions")
    if options.get("HttpTokens") == "required" or options.get("HttpEndpoint") == "disabled":
        return passed(instance, f"Instance {label(instance)} requires IMDSv2.")
    return failed(instance, f"Instance {label(instance)} still answers IMDSv1.")


@check(
    id="ecr-scan-on-push",
    title="Container images are scanned for known weaknesses",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ecr.repository"],
    passes="The repository scans images when they are pushed. Scanning set for the whole "
    "registry, or by Inspector, is not seen here.",
    supports=["SEC06-BP01", "SEC11-BP02"],
    remedy=Remedy(
        console="ECR → Private registry → Settings → Scanning configuration: Enhanced, or basic "
        "with scan on push.",
        cli="aws ecr put-registry-scanning-configuration --scan-type ENHANCED --region {region} "
        "--rules 'scanFrequency=CONTINUOUS_SCAN,"
        "repositoryFilters=[{filter=*,filterType=WILDCARD}]'",
        cloudformation=(
            "Scanning:\n  Type: AWS::ECR::RegistryScanningConfiguration\n  Properties:\n"
            "    ScanType: ENHANCED\n    Rules:\n      - ScanFrequency: CONTINUOUS_SCAN\n"
            '        RepositoryFilters:\n          - Filter: "*"\n'
            "            FilterType: WILDCARD"
        ),
        terraform='resource "aws_ecr_repository" "this" {\n  name = "{name}"\n'
        "  image_scanning_configuration { scan_on_push = true }\n}",
        cost="Basic scanning is free; Inspector takes about 0.09 USD per image pushed",
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
    references=[config_rule("ecr-private-image-scanning-enabled")],
)
def ecr_scan(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecr.repository"), _scanned)


def _scanned(repository: Resource) -> Result:
    if true(required(repository, "imageScanningConfiguration").get("scanOnPush")):
        return passed(repository, f"Repository {repository.name} scans images on push.")
    return failed(repository, f"Repository {repository.name} does not scan images on push.")


@check(
    id="ecr-immutable-tags",
    title="A container image's tag never changes its meaning",
    pillar="security",
    severity=Severity.LOW,
    needs=["ecr.repository"],
    passes="Tags in the repository are immutable.",
    supports=["SEC06-BP04", "REL08-BP04"],
    remedy=Remedy(
        console="ECR → Repositories → {name} → Edit → Tag immutability: Immutable.",
        cli="aws ecr put-image-tag-mutability --repository-name {name} "
        "--image-tag-mutability IMMUTABLE --region {region}",
        cloudformation=(
            "Repository:\n  Type: AWS::ECR::Repository\n  Properties:\n"
            '    RepositoryName: "{name}"\n    ImageTagMutability: IMMUTABLE'
        ),
        terraform='resource "aws_ecr_repository" "this" {\n  name                 = "{name}"\n'
        '  image_tag_mutability = "IMMUTABLE"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    references=[config_rule("ecr-private-tag-immutability-enabled")],
)
def ecr_immutable(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecr.repository"), _immutable)


def _immutable(repository: Resource) -> Result:
    mutability = str(required(repository, "imageTagMutability"))
    reason = f"Tags in repository {repository.name} are {mutability.lower()}."
    fixed = mutability.startswith("IMMUTABLE")
    return passed(repository, reason) if fixed else failed(repository, reason)


CHECKS: tuple[Check, ...] = (imdsv2, ecr_scan, ecr_immutable)
