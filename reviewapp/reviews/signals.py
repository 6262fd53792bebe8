"""What later stages may want to hear of reviews."""

from django.dispatch import Signal

# Sent once a scan ended, outside any transaction: `run`, whatever its state.
scan_finished = Signal()

# Sent in the transaction of each write of an answer: `answer` as it is now, `by`, `origin`. Writes
# come by the hundred: a receiver makes at most one quick query.
answer_saved = Signal()

# Asked whenever the questions of a review are listed: `review`, `reader` (None where nobody looks).
# A later stage answers with `pages.extras.Extras`.
questions_asked = Signal()

# Asked for the document of a workload: `reviews`. A later stage answers with what it says of each
# question, plain JSON by (slug of the review, question id).
document_asked = Signal()
