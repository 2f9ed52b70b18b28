"""History that the database itself keeps: tables the application may write to but not rewrite.

A model says so by inheriting `AppendOnly`; `hejia migrate` then grants the application's role
SELECT and INSERT on its table and nothing more. No trigger is involved (decision 0001).
"""

from django.apps import apps
from django.db import models


class AppendOnly(models.Model):
    """A row that is written once. The application's role has no right to change or remove it."""

    class Meta:
        abstract = True


def tables() -> list[str]:
    """The names of all append-only tables."""
    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnly))
