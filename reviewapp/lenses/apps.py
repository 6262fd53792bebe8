from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LensesConfig(AppConfig):
    name = "reviewapp.lenses"
    label = "lenses"

    def ready(self) -> None:
        # Models are there only now.
        from .receivers import bring_lenses

        post_migrate.connect(bring_lenses, sender=self, dispatch_uid="lenses.bring")
