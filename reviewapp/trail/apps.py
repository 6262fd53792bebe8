from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "reviewapp.trail"
    label = "trail"
