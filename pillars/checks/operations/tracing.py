"""Traces across components."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from ..common import dig, judged


@check(
    id="lambda-function-traced",
    title="Functions send traces",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["lambda.function"],
    passes="Active tracing with X-Ray is on. A function may send traces elsewhere by itself, so a "
    "failure proves nothing.",
    supports=["OPS04-BP05", "OPS08-BP03", "OPS04-BP04", "REL06-BP07", "PERF01-BP07"],
    remedy=Remedy(
        console="Lambda → Functions → {name} → Configuration → Monitoring and operations tools → "
        "Edit: Lambda service traces.",
        cli="aws lambda update-function-configuration --region {region} --function-name {id} "
        "--tracing-config Mode=Active",
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n"
            '    FunctionName: "{name}"\n    TracingConfig:\n      Mode: Active'
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            "  tracing_config {\n"
            '    mode = "Active"\n'
            "  }\n"
            "}"
        ),
        cost="The first 100,000 traces a month are free, then 5 USD per million",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
)
def function_traced(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("lambda.function"), _traced)


def _traced(function: Resource) -> Result:
    mode = dig(function.get("TracingConfig"), "Mode")
    if mode is None:
        raise Unread("the answer holds no TracingConfig")
    reason = f"Function {function.name} has the tracing mode {mode}."
    return passed(function, reason) if mode == "Active" else failed(function, reason)
