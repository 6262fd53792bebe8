"""What CloudWatch says of use: which metrics are asked for, in how many calls, what is kept."""

from tests.aws import Aws
from tests.fakes import DENIED, fake_aws

from .kinds import alone, read_kind


def listed(namespace, metric, **dimensions):
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return {"Namespace": namespace, "MetricName": metric, "Dimensions": named}


def reservations(*ids):
    items = "".join(
        "<item><instancesSet><item><instanceId>"
        f"{each}</instanceId><instanceState><name>running</name></instanceState></item>"
        "</instancesSet></item>"
        for each in ids
    )
    return (
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<reservationSet>{items}</reservationSet></DescribeInstancesResponse>"
    )


class CloudWatch:
    """Answers by metric and statistic; keeps how many queries each call had."""

    def __init__(self, *metrics, **values):
        self.metrics, self.values, self.calls = list(metrics), values, []

    def answers(self):
        return {
            "ListMetrics": {"Metrics": self.metrics},
            "GetMetricData": self.data,
            "DescribeInstances": reservations("i-alive"),
        }

    def data(self, params):
        self.calls.append(len(params["MetricDataQueries"]))
        return {"MetricDataResults": [self.result(q) for q in params["MetricDataQueries"]]}

    def result(self, query):
        stat = query["MetricStat"]
        values = self.values.get(stat["Metric"]["MetricName"], {}).get(stat["Stat"], [])
        return {"Id": query["Id"], "Values": values, "Timestamps": []}

    def read(self):
        with fake_aws(self.answers()) as endpoint:
            return {item.name: item.data for item in read_kind(Aws(endpoint), "cloudwatch.usage")}


def test_sums_averages_and_maxima_of_what_is_listed():
    cloudwatch = CloudWatch(
        listed("AWS/RDS", "CPUUtilization", DBInstanceIdentifier="orders"),
        listed("AWS/RDS", "CPUUtilization", DatabaseClass="db.m5.large"),
        listed("AWS/ApplicationELB", "RequestCount", LoadBalancer="app/web/1"),
        listed("AWS/ApplicationELB", "RequestCount", LoadBalancer="app/web/1", TargetGroup="tg"),
        listed("AWS/SQS", "NumberOfMessagesSent", QueueName="q"),
        CPUUtilization={"Average": [10.0, 20.0], "Maximum": [35.0, 30.0]},
        RequestCount={"Sum": [4.0, 5.0, 0.0]},
    )
    assert cloudwatch.read() == {
        "app/web/1": {
            "Namespace": "AWS/ApplicationELB",
            "Name": "app/web/1",
            "Values": {"RequestCount": {"Sum": 9.0, "Times": 3}},
        },
        "orders": {
            "Namespace": "AWS/RDS",
            "Name": "orders",
            "Values": {"CPUUtilization": {"Average": 15.0, "Maximum": 35.0, "Times": 2}},
        },
    }
    assert cloudwatch.calls == [3]


def test_buckets_have_their_newest_size_by_class_and_groups_their_hours():
    cloudwatch = CloudWatch(
        listed("AWS/S3", "BucketSizeBytes", BucketName="b", StorageType="StandardStorage"),
        listed("AWS/AutoScaling", "GroupInServiceInstances", AutoScalingGroupName="web"),
        BucketSizeBytes={"Average": [5e9, 1e9]},
        GroupInServiceInstances={"Minimum": [4.0, 4.0, 2.0]},
    )
    found = cloudwatch.read()
    assert found["b"]["Values"] == {"StandardStorage": 5e9}
    assert found["web"]["Values"]["GroupInServiceInstances"]["Minimum"] == {"2": 1, "4": 2}


def test_what_always_stands_beside_a_name_is_asked_for_with_it():
    asked = []
    beside = {"Endpoint Type": "Interface", "Service Name": "s3", "VPC Id": "vpc-1"}
    cloudwatch = CloudWatch(
        listed("AWS/PrivateLinkEndpoints", "BytesProcessed", **{"VPC Endpoint Id": "e"}, **beside),
        listed(
            "AWS/PrivateLinkEndpoints",
            "BytesProcessed",
            **{"VPC Endpoint Id": "e", "Subnet Id": "s"},
            **beside,
        ),
        listed("AWS/PrivateLinkEndpoints", "BytesProcessed", **{"VPC Endpoint Id": "e"}),
        BytesProcessed={"Sum": [3.0, 4.0]},
    )
    result = cloudwatch.result
    cloudwatch.result = lambda query: asked.append(query) or result(query)
    assert cloudwatch.read()["e"]["Values"] == {"BytesProcessed": {"Sum": 7.0, "Times": 2}}
    (query,) = asked
    dimensions = query["MetricStat"]["Metric"]["Dimensions"]
    assert {each["Name"]: each["Value"] for each in dimensions} == {
        "VPC Endpoint Id": "e",
        **beside,
    }


def test_machines_that_are_gone_are_not_asked_for():
    cloudwatch = CloudWatch(
        listed("AWS/EC2", "NetworkIn", InstanceId="i-alive"),
        listed("AWS/EC2", "NetworkIn", InstanceId="i-gone"),
        NetworkIn={"Sum": [1.0]},
    )
    assert set(cloudwatch.read()) == {"i-alive"}
    assert cloudwatch.calls == [1]


def test_five_hundred_metrics_are_one_call():
    functions = [listed("AWS/Lambda", "Errors", FunctionName=f"f{n}") for n in range(501)]
    cloudwatch = CloudWatch(*functions, Errors={"Sum": [1.0]})
    assert len(cloudwatch.read()) == 501
    assert cloudwatch.calls == [500, 1]


def test_a_metric_that_cloudwatch_could_not_tell_is_no_zero():
    def data(params):
        queries = params["MetricDataQueries"]
        failed = {"Values": [], "Timestamps": [], "StatusCode": "InternalError"}
        return {"MetricDataResults": [{"Id": query["Id"], **failed} for query in queries]}

    listed_ = [listed("AWS/ApplicationELB", "RequestCount", LoadBalancer="app/web/1")]
    answers = {"ListMetrics": {"Metrics": listed_}, "GetMetricData": data}
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudwatch.usage")
    assert "Values" not in found.data
    assert found.unread == {"Values": "RequestCount: GetMetricData: InternalError"}


def test_without_the_list_nothing_is_known():
    with fake_aws({"ListMetrics": DENIED}) as endpoint:
        found = alone(Aws(endpoint), "cloudwatch.usage")
    assert found.state == "denied"
