"""AWS's Well-Architected Tool: workloads that were reviewed there."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("wellarchitected.workload", call="wellarchitected:ListWorkloads")
def workloads(reader: Reader) -> Iterator[Item]:
    for workload in reader.pages("list_workloads", "WorkloadSummaries"):
        yield Item(workload["WorkloadArn"], workload, name=workload["WorkloadName"])
