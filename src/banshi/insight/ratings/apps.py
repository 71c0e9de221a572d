from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "banshi.insight.ratings"
