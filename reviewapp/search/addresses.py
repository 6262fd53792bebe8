"""Where what was found is: the page that shows it."""

from django.urls import reverse

from .models import Entry, Kind


def address_of(entry: Entry) -> str:
    workload, where = entry.workload_id, entry.where
    match entry.kind:
        case Kind.ANSWER:
            return reverse("reviews:question", args=[workload, where["lens"], where["question"]])
        case Kind.COMMENT:
            thread = reverse("comments:thread", args=[workload, where["thread"]])
            return f"{thread}#comment-{where['comment']}"
        case Kind.FINDING:
            return reverse("findings:finding", args=[workload, where["finding"]])
        case Kind.RESOURCE:
            return reverse("inventory:resource", args=[workload, where["fact"]])
    return reverse("workloads:detail", args=[workload])
