from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "reviewapp.people"
    label = "people"
