from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "reviewapp.assignments"
    label = "assignments"
