from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hejia.cases"
    label = "cases"
