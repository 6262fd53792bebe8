"""What runs the code: hardened instances, scanned images, runtimes that still get fixes."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from .._values import label, true
from ..common import judged, moment, required, running
from ._runtimes import END_OF_SUPPORT, LISTED


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
        cli="ARN={id}; aws ec2 modify-instance-metadata-options --region {region} "
        '--instance-id "${ARN##*/}" --http-tokens required',
        terraform='metadata_options {\n  http_tokens   = "required"\n'
        '  http_endpoint = "enabled"\n}',
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
)
def imdsv2(snapshot: Snapshot) -> Iterator[Result]:
    return judged(running(snapshot.of("ec2.instance")), _imdsv2)


def _imdsv2(instance: Resource) -> Result:
    options = required(instance, "MetadataOptions")
    if options.get("HttpTokens") == "required" or options.get("HttpEndpoint") == "disabled":
        return passed(instance, f"Instance {label(instance)} requires IMDSv2.")
    return failed(instance, f"Instance {label(instance)} still answers IMDSv1.")


@check(
    id="ssm-managed-instances",
    title="Instances are managed without logging in to them",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.instance", "ssm.instance"],
    passes="Systems Manager's agent on the running instance is online.",
    supports=["SEC06-BP03", "SEC06-BP05"],
    remedy=Remedy(
        console="Systems Manager → Explore nodes → Default Host Management Configuration → "
        "Configure; or give {name} a role with AmazonSSMManagedInstanceCore.",
        cli="aws iam attach-role-policy --role-name <instance role> "
        "--policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        terraform='resource "aws_iam_role_policy_attachment" "ssm" {\n'
        "  role       = aws_iam_role.instance.name\n"
        '  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"\n}',
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
)
def ssm_managed(snapshot: Snapshot) -> Iterator[Result]:
    instances = running(seen_with(snapshot, "ec2.instance", "ssm.instance"))
    return judged(instances, lambda instance: _managed(instance, snapshot))


def _managed(instance: Resource, snapshot: Snapshot) -> Result:
    own = required(instance, "InstanceId")
    for agent in snapshot.of("ssm.instance", account=instance.account, region=instance.region):
        if agent.data.get("InstanceId") == own:
            status = str(agent.data.get("PingStatus", "Online"))
            reason = f"Systems Manager's agent on {label(instance)} is {status.lower()}."
            return passed(instance, reason) if status == "Online" else failed(instance, reason)
    return failed(instance, f"Systems Manager does not manage instance {label(instance)}.")


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
        terraform='resource "aws_ecr_repository" "this" {\n  name = "{name}"\n'
        "  image_scanning_configuration { scan_on_push = true }\n}",
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
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
        terraform='resource "aws_ecr_repository" "this" {\n  name                 = "{name}"\n'
        '  image_tag_mutability = "IMMUTABLE"\n}',
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
)
def ecr_immutable(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecr.repository"), _immutable)


def _immutable(repository: Resource) -> Result:
    mutability = str(required(repository, "imageTagMutability"))
    reason = f"Tags in repository {repository.name} are {mutability.lower()}."
    fixed = mutability.startswith("IMMUTABLE")
    return passed(repository, reason) if fixed else failed(repository, reason)


@check(
    id="lambda-runtime-supported",
    title="Lambda functions run on supported runtimes",
    pillar="security",
    severity=Severity.HIGH,
    needs=["lambda.function"],
    passes="AWS still fixes security faults in the function's runtime, by the schedule AWS "
    f"published as of {LISTED}. Container images are left out.",
    refutes=["SEC06-BP01"],
    remedy=Remedy(
        console="Lambda → {name} → Runtime settings → Edit: choose a newer runtime, after testing "
        "the code with it.",
        cli="aws lambda update-function-configuration --function-name {name} --region {region} "
        "--runtime <newer runtime>",
        terraform='resource "aws_lambda_function" "this" {\n  function_name = "{name}"\n'
        '  runtime       = "python3.13"\n}',
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
)
def lambda_runtime(snapshot: Snapshot) -> Iterator[Result]:
    functions = [f for f in snapshot.of("lambda.function") if f.data.get("PackageType") != "Image"]
    return judged(functions, lambda function: _supported(function, snapshot))


def _supported(function: Resource, snapshot: Snapshot) -> Result:
    runtime = str(required(function, "Runtime"))
    end = moment(END_OF_SUPPORT.get(runtime))
    if end is not None and end <= snapshot.at:
        when = f"{end:%Y-%m-%d}"
        return failed(function, f"{function.name} runs on {runtime}, unsupported since {when}.")
    return passed(function, f"{function.name} runs on {runtime}, which AWS supports.")


CHECKS: tuple[Check, ...] = (imdsv2, ssm_managed, ecr_scan, ecr_immutable, lambda_runtime)
