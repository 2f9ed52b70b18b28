"""Who looked at what, who let whom in, what was changed outside a case's own history."""

from django.db import models

from hejia.kernel.append_only import AppendOnly


class Record(AppendOnly):
    """One act worth remembering. Knows people and things only by key.

    `hash` covers the row's own content (kernel/chain.py); days are chained by `Seal`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    person = models.BigIntegerField(null=True)
    action = models.CharField(max_length=48)
    subject = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="records_by_time"),
            models.Index(fields=["subject", "at"], name="records_of_subject"),
            models.Index(fields=["person", "at"], name="records_of_person"),
        ]


class Seal(AppendOnly):
    """A finished day of one stream of history: how many rows, and one hash over all of theirs.

    Each carries on from the day before, so that neither a row nor a whole day nor a whole case
    can be taken out unseen. A day without rows has no seal.
    """

    pk = models.CompositePrimaryKey("stream", "day")
    stream = models.CharField(max_length=24)
    day = models.DateField()
    rows = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
