from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "hejia.screens"
    label = "screens"
