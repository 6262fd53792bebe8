"""What other stages may want to hear of notices, and what notices ask of them."""

from django.dispatch import Signal

# Sent after the commit: `users`, the ids of those whose list has changed, and `workload_id`.
noticed = Signal()

# Asked with `user_ids` and `workload_id`: receivers return the ids of those who may see it.
who_may_see = Signal()

# Asked with `membership`: receivers return a queryset of the ids of the workloads it sees.
workloads_seen = Signal()
