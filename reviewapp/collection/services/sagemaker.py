"""SageMaker: notebook instances, which run until somebody stops them."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

KEPT = (
    "NotebookInstanceStatus",
    "InstanceType",
    "CreationTime",
    "LastModifiedTime",
    "NotebookInstanceLifecycleConfigName",
)


@collects("sagemaker.notebook_instance", call="sagemaker:ListNotebookInstances")
def notebook_instances(reader: Reader) -> Iterator[Item]:
    for notebook in reader.pages("list_notebook_instances", "NotebookInstances"):
        name = notebook["NotebookInstanceName"]
        yield Item(notebook["NotebookInstanceArn"], _kept(notebook), name=name)


def _kept(notebook: dict[str, Any]) -> dict[str, Any]:
    return {key: notebook[key] for key in KEPT if key in notebook}
