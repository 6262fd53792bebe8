"""What later stages may want to hear of other tools' findings."""

from django.dispatch import Signal

# Sent by the worker that read a report, outside any transaction: `workload`. What a receiver
# raises ends the reading as failed, so that it is done again.
report_taken = Signal()
