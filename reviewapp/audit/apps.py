from celery.signals import task_postrun, task_prerun
from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "reviewapp.audit"
    label = "audit"

    def ready(self) -> None:
        # Models are there only now.
        from .receivers import task_begins, task_ended

        task_prerun.connect(task_begins, dispatch_uid="audit.begins")
        task_postrun.connect(task_ended, dispatch_uid="audit.ended")
