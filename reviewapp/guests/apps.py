from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "reviewapp.guests"
    label = "guests"
