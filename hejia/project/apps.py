from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "hejia.project"
    label = "project"
