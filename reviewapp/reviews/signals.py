"""What later stages may want to hear of reviews."""

from django.dispatch import Signal

# Sent once a scan ended, outside any transaction: `run`, whatever its state.
scan_finished = Signal()
