"""ECR: repositories of images, the rules that delete old ones, and whom their policies let in."""

import json
from collections.abc import Iterator
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "ecr.repository",
    call="ecr:DescribeRepositories",
    actions=("ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy", TAG_ACTION),
)
def repositories(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "ecr")
    found = reader.pages("describe_repositories", "repositories")
    for repository in reader.spread(lambda each: _with_policies(reader, each), found):
        arn = repository.data["repositoryArn"]
        yield Item(
            arn,
            repository.data,
            name=repository.data["repositoryName"],
            tags=tagged.of(arn),
            unread=repository.unread | tagged.unread,
        )


def _with_policies(reader: Reader, repository: dict[str, Any]) -> Aspects:
    """Both policies as documents: `{"rules": [...]}`, and `Policy` with its statements."""
    more = reader.aspects(repository)
    which = {key: repository[key] for key in ("registryId", "repositoryName")}
    more.read(
        "LifecyclePolicy",
        "get_lifecycle_policy",
        pick="lifecyclePolicyText",
        absent=("LifecyclePolicyNotFoundException",),
        **which,
    )
    more.change("LifecyclePolicy", json.loads)
    more.read(
        "Policy",
        "get_repository_policy",
        pick="policyText",
        absent=("RepositoryPolicyNotFoundException",),
        **which,
    )
    more.change("Policy", json.loads)
    return more


@collects("ecr.pull_through_cache_rule", call="ecr:DescribePullThroughCacheRules")
def pull_through_cache_rules(reader: Reader) -> Iterator[Item]:
    """Public registries whose images are taken through the account's own."""
    for rule in reader.pages("describe_pull_through_cache_rules", "pullThroughCacheRules"):
        kept = {key: value for key, value in rule.items() if key != "credentialArn"}
        prefix = rule["ecrRepositoryPrefix"]
        yield Item(reader.arn("ecr", f"pull-through-cache-rule/{prefix}"), kept, name=prefix)
