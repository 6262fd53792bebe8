"""APIs that refuse what exceeds a rate somebody chose."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import judged, number, required

REST, NEWER = "apigateway.stage", "apigatewayv2.stage"
# What API Gateway sets where nobody chose: the limit of the account.
ACCOUNT_RATE = 10_000


@check(
    id="api-stages-throttled",
    title="APIs refuse requests beyond a chosen rate",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[REST, NEWER],
    passes="The stage has a rate of its own below the account's 10,000 requests a second, which it "
    "shares with every other API. A usage plan or a rule of WAF may do the same, so that a failure "
    "refutes nothing.",
    supports=["REL05-BP02", "REL05-BP04"],
    remedy=Remedy(
        console="API Gateway → {name} → Stages → Edit → Throttling settings: the rate that load "
        "tests showed to be safe.",
        cli="aws apigateway update-stage --rest-api-id API --stage-name STAGE --region {region} "
        "--patch-operations 'op=replace,path=/*/*/throttling/rateLimit,value=100'",
        cloudformation=(
            "Stage:\n  Type: AWS::ApiGateway::Stage\n  Properties:\n    RestApiId: API\n"
            "    MethodSettings:\n      - HttpMethod: '*'\n        ResourcePath: '/*'\n"
            "        ThrottlingRateLimit: 100\n        ThrottlingBurstLimit: 50"
        ),
        terraform=(
            'resource "aws_api_gateway_method_settings" "all" {\n'
            "  # the rest stays as it is\n"
            '  method_path = "*/*"\n'
            "  settings {\n"
            "    throttling_rate_limit = 100\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
)
def stages_throttled(snapshot: Snapshot) -> Iterator[Result]:
    for kind in (REST, NEWER):
        yield from judged(snapshot.of(kind), _throttled)


def _throttled(stage: Resource) -> Result:
    required(stage, "StageName")
    rate = number(stage.get("RateLimit"))
    if rate is not None and 0 <= rate < ACCOUNT_RATE:
        return passed(stage, f"Stage {stage.name} refuses more than {rate:g} requests a second.")
    return failed(stage, f"Stage {stage.name} takes whatever the account's limit lets through.")


CHECKS: tuple[Check, ...] = (stages_throttled,)
