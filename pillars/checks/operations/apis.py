"""What gateways, workflows and deliveries tell of themselves: access, traces, what failed."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, true
from ..common import judged, required

REST, NEWER = "apigateway.stage", "apigatewayv2.stage"


@check(
    id="api-stages-logged",
    title="Requests to APIs are logged",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[REST, NEWER],
    passes="The stage of the API writes an access log.",
    supports=["SEC04-BP01", "REL06-BP01", "OPS08-BP02"],
    remedy=Remedy(
        console="API Gateway → {name} → Stages → Logs and tracing → Edit → Custom access logging.",
        cli="aws apigateway update-stage --rest-api-id API --stage-name STAGE --region {region} "
        "--patch-operations op=add,path=/accessLogSettings/destinationArn,value=LOG_GROUP",
        cloudformation=(
            "Stage:\n  Type: AWS::ApiGateway::Stage\n  Properties:\n    RestApiId: API\n"
            "    AccessLogSetting:\n      DestinationArn: LOG_GROUP\n"
            "      Format: $context.requestId $context.status"
        ),
        terraform=(
            'resource "aws_api_gateway_stage" "this" {\n'
            "  # the rest stays as it is\n"
            "  access_log_settings {\n"
            '    destination_arn = "LOG_GROUP"\n'
            '    format          = "$context.requestId"\n'
            "  }\n"
            "}"
        ),
        cost="0.50 USD per GB of log",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
)
def stages_logged(snapshot: Snapshot) -> Iterator[Result]:
    for kind in (REST, NEWER):
        yield from judged(snapshot.of(kind), _logged)


def _logged(stage: Resource) -> Result:
    if true(required(stage, "AccessLog")):
        return passed(stage, f"Stage {stage.name} writes an access log.")
    return failed(stage, f"Stage {stage.name} writes no access log.")


@check(
    id="api-stages-traced",
    title="Requests to REST APIs are traced",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[REST],
    passes="X-Ray tracing is on for the stage of the REST API.",
    supports=["OPS04-BP05", "REL06-BP07", "OPS08-BP03"],
    remedy=Remedy(
        console="API Gateway → {name} → Stages → Logs and tracing → Edit → X-Ray tracing.",
        cli="aws apigateway update-stage --rest-api-id API --stage-name STAGE --region {region} "
        "--patch-operations op=replace,path=/tracingEnabled,value=true",
        cloudformation=(
            "Stage:\n  Type: AWS::ApiGateway::Stage\n  Properties:\n    RestApiId: API\n"
            "    TracingEnabled: true"
        ),
        terraform=(
            'resource "aws_api_gateway_stage" "this" {\n'
            "  # the rest stays as it is\n"
            "  xray_tracing_enabled = true\n"
            "}"
        ),
        cost="5 USD per million traces after the first 100,000 a month",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html",
)
def stages_traced(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(REST), _traced)


def _traced(stage: Resource) -> Result:
    if true(required(stage, "Tracing")):
        return passed(stage, f"Stage {stage.name} traces requests.")
    return failed(stage, f"Stage {stage.name} does not trace requests.")


@check(
    id="steps-logged",
    title="Workflows log what fails",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["stepfunctions.state_machine"],
    passes="The state machine logs at least errors to CloudWatch Logs.",
    supports=["REL06-BP01", "OPS04-BP02", "OPS08-BP02"],
    remedy=Remedy(
        console="Step Functions → {name} → Edit → Config → Logging → ERROR.",
        cli="aws stepfunctions update-state-machine --state-machine-arn {id} --region {region} "
        "--logging-configuration file://logging.json",
        cloudformation=(
            "Machine:\n  Type: AWS::StepFunctions::StateMachine\n  Properties:\n"
            "    RoleArn: ROLE\n    DefinitionString: DEFINITION\n"
            "    LoggingConfiguration:\n      Level: ERROR\n      Destinations:\n"
            "        - CloudWatchLogsLogGroup:\n            LogGroupArn: LOG_GROUP"
        ),
        terraform=(
            'resource "aws_sfn_state_machine" "this" {\n'
            "  # the rest stays as it is\n"
            "  logging_configuration {\n"
            '    level           = "ERROR"\n'
            '    log_destination = "LOG_GROUP:*"\n'
            "  }\n"
            "}"
        ),
        cost="0.50 USD per GB of log",
    ),
    url="https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
)
def steps_logged(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("stepfunctions.state_machine"), _machine)


def _machine(machine: Resource) -> Result:
    level = aspect_map(machine, "Machine").get("logLevel")
    if level in ("ERROR", "FATAL", "ALL"):
        return passed(machine, f"Workflow {machine.name} logs from {level} on.")
    return failed(machine, f"Workflow {machine.name} logs nothing.")


@check(
    id="firehose-errors-logged",
    title="Delivery streams log what they cannot deliver",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["firehose.stream"],
    passes="Each destination of the Firehose stream writes its errors to CloudWatch Logs.",
    supports=["REL06-BP01", "OPS04-BP02", "OPS08-BP02"],
    remedy=Remedy(
        console="Data Firehose → {name} → Configuration → Amazon CloudWatch error logging → Edit → "
        "Enabled.",
        cli="aws firehose update-destination --region {region} --delivery-stream-name {name} "
        "--current-delivery-stream-version-id VERSION --destination-id DESTINATION "
        "--extended-s3-destination-update CloudWatchLoggingOptions="
        "{Enabled=true,LogGroupName=/aws/kinesisfirehose/{name},LogStreamName=errors}",
        cloudformation=(
            "Stream:\n  Type: AWS::KinesisFirehose::DeliveryStream\n  Properties:\n"
            '    DeliveryStreamName: "{name}"\n    ExtendedS3DestinationConfiguration:\n'
            "      BucketARN: BUCKET\n      RoleARN: ROLE\n      CloudWatchLoggingOptions:\n"
            '        Enabled: true\n        LogGroupName: "/aws/kinesisfirehose/{name}"\n'
            "        LogStreamName: errors"
        ),
        terraform=(
            'resource "aws_kinesis_firehose_delivery_stream" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  extended_s3_configuration {\n"
            "    cloudwatch_logging_options {\n"
            "      enabled         = true\n"
            '      log_group_name  = "/aws/kinesisfirehose/{name}"\n'
            '      log_stream_name = "errors"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="0.50 USD per GB of log",
    ),
    url="https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html",
)
def deliveries_logged(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("firehose.stream"), _delivery)


def _delivery(stream: Resource) -> Result:
    destinations = required(stream, "Destinations")
    if not destinations:
        return unknown(stream, f"Where {stream.name} delivers was not answered.")
    if all(each.get("Logging") for each in destinations):
        return passed(stream, f"Delivery stream {stream.name} logs what it cannot deliver.")
    return failed(stream, f"Delivery stream {stream.name} logs nothing of what it cannot deliver.")


CHECKS: tuple[Check, ...] = (stages_logged, stages_traced, steps_logged, deliveries_logged)
