from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "banshi.kernel.jobs"
