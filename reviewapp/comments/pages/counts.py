"""How many threads are open, as the marks of a page show it."""

from collections import Counter
from collections.abc import Mapping

from ..models import Thread, place_of


def question_mark(question_id: str) -> str:
    """The name of the mark that counts all open threads of a question."""
    return f"question:{question_id}"


def counts_around(thread: Thread) -> Mapping[str, int]:
    """What the marks of the thread's subject and of its question show now: one query."""
    near = Thread.objects.filter(workload=thread.workload_id, resolved_at=None)
    if thread.question_id:
        near = near.filter(review=thread.review_id, question_id=thread.question_id)
    else:
        near = near.filter(subject=thread.subject)
    found = Counter(place_of(each) for each in near.values_list("subject", flat=True))
    whole = {question_mark(thread.question_id): found.total()} if thread.question_id else {}
    return {thread.place: 0, **found, **whole}
