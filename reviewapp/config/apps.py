import gc

from django.apps import AppConfig

# How many more objects than before are looked through for garbage, and how often the older ones.
GARBAGE = (50_000, 20, 50)


class ConfigConfig(AppConfig):
    name = "reviewapp.config"
    label = "config"

    def ready(self) -> None:
        """Most objects of a process live as long as it: models, forms, templates, lenses.

        Python's own measure looks through all of them every few hundred new ones; `migrate` took
        a quarter longer by it.
        """
        gc.set_threshold(*GARBAGE)
