"""What later stages may want to hear of discussions."""

from django.dispatch import Signal

# Sent in the transaction in which something was said, edited or taken back: `comment`, with its
# thread and the thread's workload.
comment_changed = Signal()
