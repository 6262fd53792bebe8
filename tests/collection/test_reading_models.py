"""Clients of a scan are made from descriptions that hold the calls that read, whole, and no others."""

import pytest

from reviewapp.collection.clients import core_session
from reviewapp.collection.reading_models import READS
from reviewapp.collection.registry import collectors


@pytest.fixture(scope="module")
def session():
    return core_session()


def test_what_reads_is_described_to_its_last_member(session):
    for name in sorted({each.client for each in collectors()}):
        model = session.get_service_model(name)
        assert model.operation_names
        for operation in map(model.operation_model, model.operation_names):
            assert READS.match(operation.name)
            assert not operation.documentation
            for shape in (operation.input_shape, operation.output_shape, *operation.error_shapes):
                assert shape is None or shape.type_name == "structure"
        for shape in map(model.shape_for, model.shape_names):
            for part in ("member", "key", "value"):
                getattr(shape, part, None)  # raises where it is not described
            assert all(getattr(shape, "members", {}).values())


def test_measured_values_come_without_the_times_that_nobody_reads(session):
    members = session.get_service_model("cloudwatch").shape_for("MetricDataResult").members
    assert {"Id", "Values", "StatusCode"} < set(members)
    assert "Timestamps" not in members


def test_a_client_knows_no_call_that_writes(session):
    client = session.create_client("ec2", region_name="us-east-1")
    assert client.describe_instances
    with pytest.raises(AttributeError):
        _ = client.terminate_instances
