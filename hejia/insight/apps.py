from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "hejia.insight"
    label = "insight"
