"""What users may change about how cases run: time limits and dispatch rules, each by version."""

from django.db import models

from hejia.kernel.append_only import AppendOnly


class RuleSet(AppendOnly):
    """One version of all limits or of all dispatch rules, as it was saved and validated.

    A version is never edited: saving makes the next one, so what a clock or a dispatch was
    decided by can always be read. The newest version whose `valid_from` has come is in force.
    """

    pk = models.CompositePrimaryKey("kind", "version")
    kind = models.CharField(max_length=8, choices=[("limits", "时限"), ("routes", "分派规则")])
    version = models.PositiveIntegerField()
    rows = models.JSONField()
    valid_from = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField(max_length=200, blank=True)
