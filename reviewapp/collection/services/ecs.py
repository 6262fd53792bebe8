"""ECS: clusters, services and the task definitions that are in use."""

from collections.abc import Iterator
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map
from .ecs_tasks import task_definition

CLUSTERS = "ecs:ListClusters"
SERVICES = ("ecs:ListServices", "ecs:DescribeServices")
GONE = ("ClusterNotFoundException",)

# What one describe call takes.
CLUSTERS_PER_CALL = 100
SERVICES_PER_CALL = 10
TASKS_PER_CALL = 100


@collects("ecs.cluster", call=CLUSTERS, actions=("ecs:DescribeClusters",))
def clusters(reader: Reader) -> Iterator[Item]:
    for arns in batches(_cluster_arns(reader), CLUSTERS_PER_CALL):
        answer = reader.call(
            "describe_clusters",
            clusters=list(arns),
            include=["TAGS", "SETTINGS", "CONFIGURATIONS", "STATISTICS"],
        )
        for cluster in answer["clusters"]:
            tags = tag_map(cluster.get("tags"))
            yield Item(cluster["clusterArn"], cluster, name=cluster["clusterName"], tags=tags)


@collects("ecs.service", call="ecs:ListServices", actions=(CLUSTERS, "ecs:DescribeServices"))
def services(reader: Reader) -> Iterator[Item]:
    for service in _services(reader):
        tags = tag_map(service.get("tags"))
        yield Item(service["serviceArn"], service, name=service["serviceName"], tags=tags)


@collects(
    "ecs.task_definition",
    call="ecs:DescribeTaskDefinition",
    actions=(CLUSTERS, *SERVICES, "ecs:ListTasks", "ecs:DescribeTasks"),
)
def task_definitions(reader: Reader) -> Iterator[Item]:
    """Those that a service or a task runs; an account may hold thousands that nothing does."""
    used = _of_services(_services(reader)) | _of_tasks(reader)
    yield from reader.spread(lambda arn: task_definition(reader, arn), sorted(used))


def _cluster_arns(reader: Reader) -> list[str]:
    arns: list[str] = reader.once(
        "ecs clusters", lambda: list(reader.pages("list_clusters", "clusterArns"))
    )
    return arns


def _services(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "ecs services",
        lambda: [
            service
            for here in reader.spread(
                lambda cluster: _services_of(reader, cluster), _cluster_arns(reader)
            )
            for service in here
        ],
    )
    return found


def _services_of(reader: Reader, cluster: str) -> list[dict[str, Any]]:
    source = reader.pages(
        "list_services",
        "serviceArns",
        gone=GONE,
        cluster=cluster,
        PaginationConfig={"PageSize": 100},
    )
    return [
        service
        for arns in batches(list(source), SERVICES_PER_CALL)
        for service in reader.call(
            "describe_services", cluster=cluster, services=list(arns), include=["TAGS"]
        )["services"]
    ]


def _of_services(found: list[dict[str, Any]]) -> set[str]:
    """A service runs more than one definition while it moves from one to the next."""
    places = [
        place
        for service in found
        for place in (service, *service.get("deployments", ()), *service.get("taskSets", ()))
    ]
    return {place["taskDefinition"] for place in places if place.get("taskDefinition")}


def _of_tasks(reader: Reader) -> set[str]:
    here = reader.spread(lambda cluster: _tasks_of(reader, cluster), _cluster_arns(reader))
    return {task["taskDefinitionArn"] for tasks in here for task in tasks}


def _tasks_of(reader: Reader, cluster: str) -> list[dict[str, Any]]:
    source = reader.pages("list_tasks", "taskArns", gone=GONE, cluster=cluster)
    return [
        task
        for arns in batches(list(source), TASKS_PER_CALL)
        for task in reader.call("describe_tasks", cluster=cluster, tasks=list(arns))["tasks"]
    ]
