"""What people leave running: desktops and notebooks without anybody before them."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import aspect, days_since, dig, judged, required

DESKTOPS = "workspaces.workspace"
NOTEBOOKS = "sagemaker.notebook_instance"
UNUSED_DAYS = 30


@check(
    id="desktops-rest",
    title="Virtual desktops rest while nobody works",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[DESKTOPS],
    passes="The desktop stops by itself, or somebody used it in the last month. One that always "
    f"runs and was not used for {UNUSED_DAYS} days fails.",
    refutes=["SUS02-BP05"],
    supports=["SUS02-BP05"],
    remedy=Remedy(
        console="WorkSpaces → {name} → Actions → Modify running mode → AutoStop; delete it where "
        "nobody needs it.",
        cli="aws workspaces modify-workspace-properties --region {region} --workspace-id {name} "
        "--workspace-properties RunningMode=AUTO_STOP,RunningModeAutoStopTimeoutInMinutes=60",
        cloudformation=(
            "Desktop:\n  Type: AWS::WorkSpaces::Workspace\n  Properties:\n"
            "    BundleId: BUNDLE\n    DirectoryId: DIRECTORY\n    UserName: USER\n"
            "    WorkspaceProperties:\n      RunningMode: AUTO_STOP\n"
            "      RunningModeAutoStopTimeoutInMinutes: 60"
        ),
        terraform=(
            'resource "aws_workspaces_workspace" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}\n"
            "  workspace_properties {\n"
            '    running_mode = "AUTO_STOP"\n'
            "  }\n"
            "}"
        ),
        cost="Saves the monthly price of desktops that are seldom used",
    ),
    url="https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html",
)
def desktops_rest(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(DESKTOPS), lambda desktop: _desktop(snapshot, desktop))


def _desktop(snapshot: Snapshot, desktop: Resource) -> Result:
    mode = dig(required(desktop, "WorkspaceProperties"), "RunningMode")
    if mode == "AUTO_STOP":
        return passed(desktop, f"Desktop {desktop.name} stops by itself.")
    last = dig(aspect(desktop, "Connection"), "LastKnownUserConnectionTimestamp")
    days = days_since(snapshot, last)
    if days is None or days > UNUSED_DAYS:
        return failed(desktop, f"Desktop {desktop.name} always runs, and nobody used it lately.")
    return passed(desktop, f"Desktop {desktop.name} was used {days} days ago.")


@check(
    id="notebooks-stop",
    title="Notebooks stop by themselves",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[NOTEBOOKS],
    passes="The running notebook instance has a lifecycle configuration, which can stop it when "
    "idle, or was started within a week. One that runs for longer without any fails. Stopped "
    "ones yield nothing.",
    supports=["SUS02-BP05"],
    remedy=Remedy(
        console="SageMaker → Notebook instances → {name} → Edit → Lifecycle configuration: one "
        "that stops when idle.",
        cli="aws sagemaker stop-notebook-instance --region {region} "
        "--notebook-instance-name {name}",
        cloudformation=(
            "Notebook:\n  Type: AWS::SageMaker::NotebookInstance\n  Properties:\n"
            '    NotebookInstanceName: "{name}"\n    InstanceType: ml.t3.medium\n'
            "    RoleArn: ROLE_ARN\n    LifecycleConfigName: stop-when-idle"
        ),
        terraform=(
            'resource "aws_sagemaker_notebook_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            '  lifecycle_config_name = "stop-when-idle"\n'
            "}"
        ),
        cost="Saves the hours in which nobody works",
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html",
)
def notebooks_stop(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(NOTEBOOKS), lambda notebook: _notebook(snapshot, notebook))


def _notebook(snapshot: Snapshot, notebook: Resource) -> Result | None:
    if required(notebook, "NotebookInstanceStatus") != "InService":
        return None
    if notebook.data.get("NotebookInstanceLifecycleConfigName"):
        return passed(notebook, f"Notebook {notebook.name} has a lifecycle configuration.")
    days = days_since(snapshot, required(notebook, "LastModifiedTime"))
    if days is None:
        return None
    if days > 7:
        return failed(notebook, f"Notebook {notebook.name} has been running for {days} days.")
    return passed(notebook, f"Notebook {notebook.name} was started {days} days ago.")
