"""A work record, and everything that was done to it."""

from django.db import models
from django.db.models import Q

from hejia.kernel.append_only import AppendOnly
from hejia.kernel.chain import START
from hejia.ledger.workflow import Action, Status


class Entry(models.Model):
    """One row of one kind. `fields` holds what its definition asks for, numbers as text."""

    id = models.UUIDField(primary_key=True, help_text="UUIDv7, made where the record is made")
    kind = models.CharField("类别", max_length=20)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False)
    status = models.CharField("状态", max_length=10, choices=Status)
    version = models.PositiveIntegerField(help_text="the number of its latest event")
    head = models.BinaryField(max_length=32, default=START, help_text="hash of its latest event")
    title = models.CharField("名称", max_length=100)
    starts_on = models.DateField("日期")
    ends_on = models.DateField("结束日期", null=True)
    person_times = models.PositiveIntegerField("人次", null=True)
    money = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True)
    fields = models.JSONField()
    mark = models.CharField(
        max_length=200, blank=True, help_text="what may not repeat within a year, where there is"
    )
    due_on = models.DateField("期限", null=True)
    stage = models.PositiveSmallIntegerField(default=0, help_text="stages passed")
    recorded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", db_index=False
    )
    submitted_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "mark"],
                condition=~Q(mark="") & ~Q(status="void"),
                name="entry_once_a_year",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "starts_on", "id"], name="entries_of_kind"),
            models.Index(fields=["agency", "kind", "starts_on", "id"], name="entries_of_agency"),
            models.Index(fields=["starts_on", "id"], name="entries_by_day"),
            models.Index(
                fields=["status", "starts_on", "id"],
                condition=Q(status="submitted"),
                name="entries_to_approve",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntryEvent(AppendOnly):
    """One thing done to a record, with all it said afterwards: no version is ever lost."""

    pk = models.CompositePrimaryKey("entry_id", "number")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    at = models.DateTimeField()
    actor = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=10, blank=True)
    target = models.CharField(max_length=10)
    note = models.CharField(max_length=1000, blank=True)
    content = models.JSONField(help_text="title, dates, amounts and fields as they then stood")
    hash = models.BinaryField(max_length=32)
