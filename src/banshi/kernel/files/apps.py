from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banshi.kernel.files"
