from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class IsolationConfig(AppConfig):
    name = "reviewapp.isolation"
    label = "isolation"

    def ready(self) -> None:
        from . import receivers

        connection_created.connect(receivers.begin)
        pre_migrate.connect(receivers.see_everything, sender=self)
        post_migrate.connect(receivers.write_policies, sender=last_app())


def last_app() -> AppConfig:
    """Django tells those with models, one after the other; after the last all tables are there."""
    from django.apps import apps

    return [config for config in apps.get_app_configs() if config.models_module][-1]
