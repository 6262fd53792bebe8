"""The layer before moto: what it answers, completes and refuses, and whom it lets wait."""

import base64
import json
import threading
import time
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from reviewapp.demo.account import READY_PATH
from reviewapp.demo.account.answers import Layer, Records
from reviewapp.demo.account.answers.metrics import answer as load_answer
from reviewapp.demo.account.answers.report import with_root_user
from reviewapp.demo.account.gate import BUILDER_KEY, Gate

REGION = "eu-west-1"


def signed(service: str, key: str = "visitor", region: str = REGION) -> dict[str, str]:
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={key}/20260801/{region}/{service}/x, …"}


def target(service: str, operation: str) -> dict[str, str]:
    return {**signed(service), "X-Amz-Target": f"Any.{operation}"}


def moto(environ, start_response):
    """Stands for what is behind: says what was asked, or fails as moto does."""
    if environ["PATH_INFO"] == "/unbuilt":
        raise NotImplementedError("not here")
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = json.dumps({"asked": environ["wsgi.input"].read(size).decode()})
    start_response("200 OK", [("Content-Type", "x"), ("Content-Length", str(len(body)))])
    return [body.encode()]


def told(answer: TestResponse) -> Any:
    return json.loads(answer.data)


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def client(records) -> Client:
    return Client(Layer(moto, records))


def test_what_the_records_do_not_know_goes_on_untouched(client):
    answer = client.post("/", data=b'{"a": 1}', headers=target("kms", "ListKeys"))
    assert told(answer) == {"asked": '{"a": 1}'}


def test_a_service_that_is_looked_into_still_reaches_moto(client):
    answer = client.post("/", data=b'{"a": 1}', headers=target("ssm", "DescribeParameters"))
    assert told(answer) == {"asked": '{"a": 1}'}


def test_nothing_is_there_until_it_is_recorded(client, records):
    ask = target("ssm", "DescribeInstanceInformation")
    assert told(client.post("/", data=b"{}", headers=ask)) == {"InstanceInformationList": []}
    records.put("ssm", REGION, "DescribeInstanceInformation", {"InstanceInformationList": [1]})
    assert told(client.post("/", data=b"{}", headers=ask)) == {"InstanceInformationList": [1]}


def test_a_record_holds_for_its_region_only(client, records):
    records.put("access-analyzer", REGION, "GET /analyzer", {"analyzers": [1]})
    here = client.get("/analyzer?type=ACCOUNT", headers=signed("access-analyzer"))
    there = client.get("/analyzer", headers=signed("access-analyzer", region="us-east-1"))
    assert (told(here), told(there)) == ({"analyzers": [1]}, {"analyzers": []})


def test_a_part_asked_for_by_name_is_a_call_of_its_own(client, records):
    records.put("s3", REGION, "GET /bucket?intelligent-tiering", "<Tiered/>")
    asked = client.get("/bucket?intelligent-tiering&x-id=List", headers=signed("s3"))
    assert (asked.text, asked.content_type) == ("<Tiered/>", "text/xml")
    assert told(client.get("/bucket?policy", headers=signed("s3"))) == {"asked": ""}


def test_a_function_sees_what_was_asked_and_may_leave_it_to_moto(client, records):
    records.put("wafv2", REGION, "List", lambda params: {"is": params} if params else None)
    headers = target("wafv2", "List")
    assert told(client.post("/", data=b'{"a": 1}', headers=headers)) == {"is": {"a": 1}}
    assert told(client.post("/", data=b"{}", headers=headers)) == {"asked": "{}"}


def test_a_form_is_asked_by_its_action(client):
    form = {"Action": "DescribeReservedInstances", "Version": "2016-11-15"}
    answer = client.post("/", data=form, headers=signed("ec2"))
    assert "<reservedInstancesSet/>" in answer.text


@pytest.mark.parametrize(
    ("service", "operation"), [("ce", "GetAnomalyMonitors"), ("organizations", "ListAccounts")]
)
def test_denials_name_the_action(client, service, operation):
    answer = client.post("/", data=b"{}", headers=target(service, operation))
    assert answer.status_code == 400
    assert told(answer) == {
        "__type": "AccessDeniedException",
        "message": f"You are not authorized to perform {service}:{operation} in this account.",
    }


def test_the_organisation_itself_is_not_denied(client):
    answer = client.post("/", data=b"{}", headers=target("organizations", "DescribeOrganization"))
    assert told(answer) == {"asked": "{}"}


def test_an_answer_is_completed(client, records):
    records.amend("ecs", "DescribeServices", lambda text: text.replace("asked", "completed"))
    answer = client.post("/", data=b"{}", headers=target("ecs", "DescribeServices"))
    assert told(answer) == {"completed": "{}"}
    assert answer.content_length == len(answer.data)


def test_what_moto_has_not_built_is_an_error_in_words(client, capsys):
    answer = client.get("/unbuilt", headers=signed("kms"))
    assert answer.status_code == 501
    assert told(answer)["__type"] == "NotImplementedException"
    assert capsys.readouterr().err == ""


def test_the_root_user_joins_the_credential_report():
    rows = "user,arn,user_creation_time,password_enabled\nmira,arn:aws:iam::1:user/mira,x,true"
    before = f"<Content>{base64.b64encode(rows.encode()).decode()}</Content>"
    after = with_root_user(before, account="123456789012")
    content = after.removeprefix("<Content>").removesuffix("</Content>")
    head, root, mira = base64.b64decode(content).decode().splitlines()
    assert (head, mira) == tuple(rows.splitlines())
    assert root.startswith("<root_account>,arn:aws:iam::123456789012:root,")
    assert root.count(",") == head.count(",")


def query(identity: str, statistic: str, metric: str = "CPUUtilization") -> dict:
    named = {"MetricName": metric, "Dimensions": [{"Name": "InstanceId", "Value": identity}]}
    return {"Id": "q", "MetricStat": {"Metric": named, "Stat": statistic}}


@pytest.mark.parametrize(("statistic", "level"), [("Average", 20.0), ("Maximum", 80.0)])
def test_load_comes_to_what_was_said(statistic, level):
    day = {"StartTime": 0, "EndTime": 86400, "MetricDataQueries": [query("i-1", statistic)]}
    answer = load_answer(day, {"i-1": (20.0, 80.0)})
    values = answer["MetricDataResults"][0]["Values"]
    assert len(values) == len(answer["MetricDataResults"][0]["Timestamps"]) == 24
    if statistic == "Maximum":
        assert max(values) == level
    else:
        assert sum(values) / 24 == pytest.approx(level, abs=0.05)


def test_other_metrics_are_motos_business():
    asked = {"StartTime": 0, "EndTime": 3600}
    assert load_answer({**asked, "MetricDataQueries": [query("i-2", "Average")]}, {}) is None
    other = query("i-1", "Average", metric="NetworkIn")
    assert load_answer({**asked, "MetricDataQueries": [other]}, {"i-1": (1.0, 2.0)}) is None
    assert load_answer({**asked, "MetricDataQueries": []}, {}) is None


def test_the_gate_lets_the_builder_in_and_others_wait():
    gate = Gate(moto)
    assert Client(gate).get("/", headers=signed("s3", key=BUILDER_KEY)).status_code == 200
    assert Client(gate).get(READY_PATH).status_code == 503
    answers: list[float] = []

    def visit() -> None:
        assert Client(gate).get("/", headers=signed("s3")).status_code == 200
        answers.append(time.monotonic())

    visitor = threading.Thread(target=visit)
    visitor.start()
    time.sleep(0.2)
    assert answers == []
    opened = time.monotonic()
    gate.open.set()
    visitor.join(5)
    assert answers[0] >= opened
    assert Client(gate).get(READY_PATH).status_code == 200
