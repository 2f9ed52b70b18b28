from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "hejia.ledger"
    label = "ledger"
