from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hejia.audit"
    label = "audit"
