"""What is counted: a narrow copy of each case and of each planned revisit.

Copied from `cases` by one statement (`commands.gathering`), after every step with a case and in
whole by `catch_up`; nothing here is ever typed or counted up by one, so a row can always be made
anew. The case's own rows are four times as wide and their events ten times as many: a year of
130,000 cases is counted here in a twentieth of a second (decision in docs).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Counted(models.Model):
    """By what a row is restricted and broken down; `standing` is "" or why it never counts."""

    status = models.CharField(max_length=16)
    standing = models.CharField(max_length=16)
    source = models.CharField(max_length=4)
    category = models.CharField(max_length=2)
    type = models.CharField(max_length=3)
    risk = models.CharField(max_length=2)
    is_dv = models.BooleanField()
    street_id = models.IntegerField(null=True)
    community_id = models.IntegerField(null=True)
    grid_id = models.IntegerField(null=True)
    holder_id = models.IntegerField(null=True)
    registered_by_id = models.IntegerField(null=True)

    class Meta:
        abstract = True


class CaseFact(Counted):
    """One case. Moments are null until they come; counts are over the whole life of the case."""

    case = models.OneToOneField("cases.Case", models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    reports = models.PositiveSmallIntegerField()
    merged_into_id = models.UUIDField(null=True)
    close_result = models.CharField(max_length=4)
    methods = ArrayField(models.CharField(max_length=4))
    reported_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True, help_text="for the first time")
    sign_due_at = models.DateTimeField(null=True, help_text="after the latest dispatch")
    signed_at = models.DateTimeField(null=True)
    assess_due_at = models.DateTimeField(null=True)
    assessed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="with extensions")
    extended_days = models.PositiveSmallIntegerField()
    close_applied_at = models.DateTimeField(null=True, help_text="for the first time")
    closed_at = models.DateTimeField(null=True, help_text="by the closing that stands")
    first_closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True, help_text="for the first time")
    returns = models.PositiveSmallIntegerField()
    transfers = models.PositiveSmallIntegerField()
    extensions = models.PositiveSmallIntegerField()
    close_rejects = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=[anchor, "case"], name=f"fact_{anchor}")
            for anchor in (
                "reported_at",
                "accepted_at",
                "dispatched_at",
                "sign_due_at",
                "assess_due_at",
                "due_at",
                "close_applied_at",
                "closed_at",
                "first_closed_at",
            )
        ]


class VisitFact(Counted):
    """One planned revisit of a case."""

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField()
    safe = models.BooleanField()
    result = models.CharField(max_length=4)
    satisfaction = models.CharField(max_length=2)

    class Meta:
        indexes = [models.Index(fields=["due_at", "case", "number"], name="visitfact_due_at")]
