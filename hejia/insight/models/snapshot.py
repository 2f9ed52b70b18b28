"""A figure as it was when somebody relied on it, with every case that was counted."""

from django.db import models

from hejia.kernel.append_only import AppendOnly


class Snapshot(AppendOnly):
    """What was counted, for good: `members` packs the keys, `digest` proves them.

    `members`: for every row counted in the denominator, in order of key, 16 bytes of the case, 2
    of the revisit's number (0 for a case) and 1 that is 1 in the numerator.
    """

    id = models.UUIDField(primary_key=True)
    indicator = models.CharField(max_length=40)
    period = models.CharField(max_length=24)
    within = models.JSONField(help_text="dimension → values it was restricted to")
    figure = models.JSONField(help_text="numerator, denominator, value, excluded as text")
    members = models.BinaryField()
    digest = models.BinaryField(max_length=32, help_text="SM3 of definition, period and members")
    as_of = models.DateTimeField()
    kept_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["indicator", "-as_of"], name="snapshots_of_indicator")]
