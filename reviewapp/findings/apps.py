from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "reviewapp.findings"
    label = "findings"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.workloads.signals import scope_changed

        from .receivers import judge_by_new_scope

        scope_changed.connect(judge_by_new_scope, dispatch_uid="findings.scope")
