from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class LiveConfig(AppConfig):
    name = "reviewapp.live"
    label = "live"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.jobs.signals import moved
        from reviewapp.notices.signals import noticed
        from reviewapp.people.models import Membership, UnitRole
        from reviewapp.workloads.models import WorkloadRole, WorkloadShare

        from .receivers import ask_access_again, count_again, tell_progress

        noticed.connect(count_again, dispatch_uid="live.notices")
        moved.connect(tell_progress, dispatch_uid="live.progress")
        for model in (Membership, UnitRole, WorkloadRole, WorkloadShare):
            for signal in (post_save, post_delete):
                uid = f"live.access.{model.__name__}"
                signal.connect(ask_access_again, sender=model, dispatch_uid=uid)
