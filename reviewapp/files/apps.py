from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "reviewapp.files"
    label = "files"
