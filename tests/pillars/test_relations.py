"""The table of relations: its lines, and what each kind of path finds."""

import pytest

from pillars.kinds import kinds
from pillars.relations import ANY, identities, links_of, relations, values_at
from reviewapp.collection.registry import collectors


def test_every_kind_that_a_scan_reads_is_classified_and_no_other():
    assert {collector.kind for collector in collectors()} == set(kinds())


def test_relations_name_kinds_that_there_are():
    named = {each.named for each in relations()} - {ANY}
    assert ({each.holder for each in relations()} | named) - set(kinds()) == set()


def test_no_line_stands_twice():
    assert len(set(relations())) == len(relations())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("A.B", ["1"]),
        ("L[].Id", ["i-1", "i-2"]),
        ("L[Kind=b].Id", ["i-2"]),
        ("S[,]", ["x", "y"]),
        ("J.target", ["t"]),
        ("[K=v].A.B", ["1"]),
        ("[K=w].A.B", []),
        ("A.Missing.B", []),
        ("L", []),
        ("N", []),
    ],
)
def test_a_path_finds_texts(path, expected):
    data = {
        "K": "v",
        "A": {"B": "1"},
        "L": [{"Id": "i-1", "Kind": "a"}, {"Id": "i-2", "Kind": "b"}],
        "S": "x, y",
        "J": '{"target": "t"}',
        "N": 3,
    }
    assert list(values_at(data, path)) == expected


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:ec2:r:1:instance/i-1", ["instance/i-1", "i-1"]),
        ("arn:aws:s3:::logs", ["logs"]),
        ("arn:aws:logs:r:1:log-group:/aws/lambda/x", ["log-group:/aws/lambda/x", "/aws/lambda/x"]),
        ("arn:aws:ecs:r:1:service/shop/web", ["service/shop/web", "shop/web", "web"]),
        (
            "arn:aws:autoscaling:r:1:autoScalingGroup:u:autoScalingGroupName/web",
            [
                "autoScalingGroup:u:autoScalingGroupName/web",
                "u:autoScalingGroupName/web",
                "web",
            ],
        ),
        ("arn:aws:rds:r:1:db:orders", ["db:orders", "orders"]),
        ("no-arn", []),
    ],
)
def test_what_others_call_a_resource(arn, expected):
    assert list(identities(arn)) == [arn, *expected]


def test_links_carry_every_name_that_may_be_meant():
    data = {"logGroupName": "/aws/eks/shop/cluster", "kmsKeyId": ""}
    [link] = links_of("logs.log_group", data)
    assert (link.relation.named, link.values) == ("eks.cluster", ("shop/cluster", "shop"))
    function = {"FunctionArn": "arn:aws:lambda:r:1:function:resize:live"}
    [link] = links_of("lambda.event_source_mapping", function)
    assert link.values[-1] == "arn:aws:lambda:r:1:function:resize"
