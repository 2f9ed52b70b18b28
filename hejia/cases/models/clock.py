"""The deadlines of a case, and what was said when they drew near."""

from django.db import models
from django.db.models import Q

from hejia.cases.models.case import Case
from hejia.kernel.append_only import AppendOnly


class ClockState(models.TextChoices):
    RUNNING = "running", "计时中"
    PAUSED = "paused", "已暂停"
    MET = "met", "按时"
    BREACHED = "breached", "超期"
    WAIVED = "waived", "不再要求"


class Clock(models.Model):
    """One thing owed by a moment: its limit, its basis, and how it stands.

    `marks` are the moments of the warnings and escalations still to come, ordered, as
    [ISO moment, mark]; `next_mark_at` is the first of them and what the tick looks for.
    """

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    turn = models.PositiveSmallIntegerField(default=1, help_text="visit 1, 2, …")
    level = models.CharField(max_length=2, help_text="the risk level its limit was taken for")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12)
    basis = models.CharField(max_length=120)
    rule_version = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    extended_days = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    marks = models.JSONField(default=list)
    next_mark_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_mark_at"],
                condition=Q(next_mark_at__isnull=False),
                name="clocks_about_to_speak",
            ),
            models.Index(
                fields=["due_at"], condition=Q(provisional=True), name="clocks_provisional"
            ),
        ]


class ClockMark(AppendOnly):
    """That a clock passed a mark and this was told, once, whoever saw it first."""

    pk = models.CompositePrimaryKey("case_id", "clock", "due_at", "mark")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    clock = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    passed_at = models.DateTimeField()
    told_agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, related_name="+", db_index=False
    )


class Visit(models.Model):
    """A planned revisit, and what came of it."""

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", db_index=False)
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(help_text="grows with every reopening")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)
    visitor = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    event = models.PositiveIntegerField(null=True, help_text="number of the event that tells it")
    safe = models.BooleanField(null=True)
    result = models.CharField(max_length=4, blank=True)
    satisfaction = models.CharField(max_length=2, blank=True)


class Notice(models.Model):
    """Something an agency's desk must see: a case arrived, a deadline nears, danger."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    sentence = models.CharField(max_length=200)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "-urgent", "-at"],
                condition=Q(read_at__isnull=True),
                name="notices_unread",
            ),
            models.Index(fields=["agency", "-at"], name="notices_of_agency"),
        ]
