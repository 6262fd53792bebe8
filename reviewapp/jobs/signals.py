"""What later stages may want to hear of jobs."""

from django.dispatch import Signal

# Sent when a job is queued, says how far it is, or ends: `job`, `ended`. Within the transaction
# that wrote it, where there is one.
moved = Signal()
