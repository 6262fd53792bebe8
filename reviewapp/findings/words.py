"""Words of `pillars` that pages of findings show, listed once so that they can be translated.

`pillars` speaks English alone; templates and the functions here translate what it says where it
is shown. A test fails where it says something that is not listed.
"""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, ngettext

from pillars.suppressions import Scope

# `pillars.bill.CAUSES`: titles, and what facts do not tell.
CAUSES = (
    gettext_noop("Idle and untagged resources"),
    gettext_noop("Volumes without an instance, old snapshots"),
    gettext_noop("NAT gateways, and traffic that could bypass them"),
    gettext_noop("Log groups that never expire"),
    gettext_noop("Idle load balancers"),
    gettext_noop("Databases too large, or with a standby that nobody needs"),
    gettext_noop("Objects and files in the wrong storage class"),
    gettext_noop("Functions with too much memory, or that fail"),
    gettext_noop(
        "How much memory is used, unless the CloudWatch agent or Compute Optimizer tells it. A "
        "missing tag costs nothing by itself: it hides who could say that a thing is not needed."
    ),
    gettext_noop(
        "How much of a snapshot is stored: AWS bills changed blocks, and no call tells how many."
    ),
    gettext_noop("How much of the traffic goes to S3 or DynamoDB: flow logs would tell."),
    gettext_noop(
        "How much of what is stored somebody still needs. Ingestion is paid as well, and only "
        "writing less lowers it."
    ),
    gettext_noop(
        "Whether a load balancer waits for a disaster. What it is paid for its traffic is not "
        "counted."
    ),
    gettext_noop("How much memory a database needs. A smaller class halves that too."),
    gettext_noop("How often objects are read: S3's storage class analysis would tell."),
    gettext_noop("How much memory a function used, unless Compute Optimizer tells it."),
)

# `pillars.recovery.STRATEGIES`: titles, and what each reaches.
STRATEGIES = (
    gettext_noop("Backup and restore"),
    gettext_noop("Pilot light"),
    gettext_noop("Warm standby"),
    gettext_noop("Multi-site active/active"),
    gettext_noop("Loses hours, is back within a day"),
    gettext_noop("Loses minutes, is back in tens of minutes to hours"),
    gettext_noop("Loses seconds to minutes, is back in minutes"),
    gettext_noop("Loses next to nothing, stays up"),
)

# Titles of `pillars.recovery.Sign`.
SIGNS = (
    gettext_noop("Every store of data is backed up by itself"),
    gettext_noop("Every database, table and file system has a copy in another region"),
    gettext_noop("The copies in another region are at most 15 minutes behind"),
    gettext_noop("Something that computes runs in another region"),
    gettext_noop("Load balancers take requests in two regions"),
    gettext_noop("Names are answered by health, over several targets"),
    gettext_noop("A backup was restored within a year"),
)

# `pillars.suppressions.faults`, but for the one that names a check.
FAULTS = (
    gettext_noop("An account has twelve digits."),
    gettext_noop("A region looks like eu-central-1, or is global."),
    gettext_noop("An ARN is one line of at most 2048 characters."),
    gettext_noop("A tag has at most 400 characters."),
    gettext_noop("Write a tag as key or key=value."),
    gettext_noop(
        "This would hide every finding there is. Name a check, a tag, or a resource with at least "
        "3 characters of its name."
    ),
)
# `pillars.scope.MEAN_WORDS`.
MEANS = (
    gettext_noop("CloudFormation stack"),
    gettext_noop("resource group"),
    gettext_noop("application"),
)
# Why a resource is in scope or not, as `pillars.placing` says it without naming another.
PLACES = (
    gettext_noop("The scope leaves nothing out."),
    gettext_noop("Its account and region are in scope."),
    gettext_noop("Its account is not in scope."),
    gettext_noop("Its region is not in scope."),
    gettext_noop("It holds for the whole account."),
    gettext_noop("It names no resource, so it holds for the whole account."),
    gettext_noop("Its tags match the scope."),
    gettext_noop("No tag, stack, group or application of the scope includes it."),
)
DAY, HOUR = 24 * 60, 60


def fault_words(scope: Scope, faults: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a scope, by part, in the language that holds."""
    return {
        part: _no_check(scope.check) if part == "check" else gettext(sentence)
        for part, sentence in faults.items()
    }


def _no_check(check: str) -> str:
    said = gettext("There is no check “%(check)s”. Take an id from the findings.")
    return said % {"check": check[:80]}


def duration_words(minutes: int) -> str:
    """`5 minutes`, `4 hours`, `1 day`; `nothing` of none."""
    if minutes == 0:
        return gettext("nothing")
    if minutes % DAY == 0:
        return ngettext("%(n)s day", "%(n)s days", minutes // DAY) % {"n": minutes // DAY}
    if minutes % HOUR == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // HOUR) % {"n": minutes // HOUR}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
