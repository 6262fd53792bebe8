"""CodeDeploy: applications and how their deployments roll out."""

from collections.abc import Iterator

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# Both batch calls take a hundred names.
NAMES_PER_CALL = 100
APPLICATIONS = "codedeploy:ListApplications"


@collects(
    "codedeploy.application",
    call=APPLICATIONS,
    actions=("codedeploy:BatchGetApplications", TAG_ACTION),
)
def applications(reader: Reader) -> Iterator[Item]:
    return Tagged(reader, "codedeploy").onto(_applications(reader))


def _applications(reader: Reader) -> Iterator[Item]:
    for names in batches(_application_names(reader), NAMES_PER_CALL):
        answer = reader.call("batch_get_applications", applicationNames=names)
        for application in answer["applicationsInfo"]:
            name = application["applicationName"]
            arn = reader.arn("codedeploy", f"application:{name}")
            yield Item(arn, application, name=name)


@collects(
    "codedeploy.deployment_group",
    call="codedeploy:ListDeploymentGroups",
    actions=(APPLICATIONS, "codedeploy:BatchGetDeploymentGroups", TAG_ACTION),
)
def deployment_groups(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "codedeploy")
    for application in _application_names(reader):
        yield from tagged.onto(_groups_of(reader, application))


def _groups_of(reader: Reader, application: str) -> Iterator[Item]:
    source = reader.pages("list_deployment_groups", "deploymentGroups", applicationName=application)
    for names in batches(list(source), NAMES_PER_CALL):
        answer = reader.call(
            "batch_get_deployment_groups",
            applicationName=application,
            deploymentGroupNames=names,
        )
        for group in answer["deploymentGroupsInfo"]:
            name = group["deploymentGroupName"]
            arn = reader.arn("codedeploy", f"deploymentgroup:{application}/{name}")
            yield Item(arn, group, name=name)


def _application_names(reader: Reader) -> list[str]:
    return reader.once(
        "codedeploy.applications", lambda: list(reader.pages("list_applications", "applications"))
    )
