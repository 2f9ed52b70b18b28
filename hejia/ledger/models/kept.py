"""A figure as it was when somebody relied on it, with every record that was counted."""

from django.db import models

from hejia.kernel.append_only import AppendOnly


class KeptFigure(AppendOnly):
    """What was counted, for good. `entries` are [key, version] of every record, by date.

    `figure` holds value, numerator and denominator as text; `last` is counted in.
    """

    id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=80, help_text="see queries.measures")
    first = models.DateField()
    last = models.DateField()
    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, related_name="+", db_index=False
    )
    figure = models.JSONField()
    entries = models.JSONField()
    at = models.DateTimeField()
    kept_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
