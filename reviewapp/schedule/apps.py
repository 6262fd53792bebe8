from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "reviewapp.schedule"
    label = "schedule"

    def ready(self) -> None:
        from reviewapp.reviews.signals import scan_finished
        from reviewapp.workloads.signals import workload_created

        from . import receivers

        workload_created.connect(receivers.schedule_workload, dispatch_uid="schedule")
        scan_finished.connect(receivers.settle_after_scan, dispatch_uid="schedule")
