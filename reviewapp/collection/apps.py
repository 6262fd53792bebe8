from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "reviewapp.collection"
    label = "collection"
