from django.apps import AppConfig
from django.db.models.signals import post_delete


class ReportsConfig(AppConfig):
    name = "reviewapp.reports"
    label = "reports"

    def ready(self) -> None:
        # Models are there only now.
        from .models import Report
        from .receivers import remove_file

        post_delete.connect(remove_file, sender=Report, dispatch_uid="reports.file")
