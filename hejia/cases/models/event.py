"""What happened to a case, in order, for good."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from hejia.cases.models.case import Case
from hejia.cases.workflow import Action
from hejia.kernel.append_only import AppendOnly


class CaseEvent(AppendOnly):
    """One thing that happened. The database lets the application add it, never touch it.

    `hash` is the link (kernel/chain.py) of this event's content after the hash of the case's
    event before: nothing can be changed, taken out or put in without breaking what follows.
    """

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=16, choices=Action)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=16, blank=True, help_text="status before")
    target = models.CharField(max_length=16, help_text="status after")
    facts = models.JSONField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [BrinIndex(fields=["at"], name="events_by_day")]
