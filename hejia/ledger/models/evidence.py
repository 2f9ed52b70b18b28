"""What proves a record: files, known by the hash of their content."""

from django.db import models

from hejia.ledger.definitions import EVIDENCE_TYPES
from hejia.ledger.models.entry import Entry


class Evidence(models.Model):
    """One file. Its content lies under MEDIA_ROOT by its SM3 hash, so it is never overwritten."""

    pk = models.CompositePrimaryKey("entry_id", "number")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField("文件名", max_length=200)
    type = models.CharField("种类", max_length=16, choices=list(EVIDENCE_TYPES.items()))
    sm3 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    personal = models.BooleanField("含个人信息")
    dropped = models.BooleanField("已撤下", default=False)
    added_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
