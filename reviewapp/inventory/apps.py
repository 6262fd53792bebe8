from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "reviewapp.inventory"
    label = "inventory"
