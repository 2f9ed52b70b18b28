"""Monitoring rounds: at a cut-off date, money and targets against the calendar."""

from django.db import models

from hejia.performance.models.target import Indicator
from hejia.performance.models.unit import Project, Unit
from hejia.performance.monitoring import CAUSES, POSSIBILITIES
from hejia.performance.vocabulary import LIGHTS


class Round(models.Model):
    """One round of one unit. Once closed it does not change any more."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField("年度")
    cutoff = models.DateField("截止日期")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "cutoff"], name="round_once")]
        ordering = ["-cutoff"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.cutoff}"


class RoundItem(models.Model):
    """Money (of a project, or of the whole unit) or one indicator, with its light.

    `shown` keeps what the light was made from: planned, actual, pace, forecast, sentence.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    light = models.CharField(max_length=6, choices=[*LIGHTS.items(), ("", "未测量")], blank=True)
    shown = models.JSONField()
    cause = models.CharField(
        "原因类别", max_length=20, choices=[(cause, cause) for cause in CAUSES], blank=True
    )
    reason = models.CharField("原因", max_length=500, blank=True)
    measure = models.CharField("纠偏措施", max_length=500, blank=True)
    possibility = models.CharField(
        "完成可能性", max_length=12, choices=list(POSSIBILITIES.items()), blank=True
    )

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.title
