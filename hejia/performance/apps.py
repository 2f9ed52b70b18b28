from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "hejia.performance"
    label = "performance"
