"""Targets: an objective and its indicators, versioned through draft, approval and adjustment."""

from django.db import models

from hejia.kernel.append_only import AppendOnly
from hejia.performance.models.unit import Project, Unit
from hejia.performance.vocabulary import COMPARATORS
from hejia.performance.workflow import TargetAction, TargetStatus


class Target(models.Model):
    """A department's target (no project) or a project's, of one year."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField(max_length=10, choices=TargetStatus, default=TargetStatus.DRAFT)
    objective = models.TextField("年度总体目标", blank=True)
    outcome = models.TextField("实际完成情况", blank=True)
    version = models.PositiveIntegerField(default=1)
    edition = models.PositiveSmallIntegerField("批复版次", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "project"], nulls_distinct=False, name="target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.project_id or ''}"


class Indicator(models.Model):
    """One indicator. `value` is as written; `goal`/`goal_max` are read from it (none for 定性).

    `source` and `binding` say what counts it: entered by hand, the budget, a survey, the ledger or
    an indicator of `insight`.
    """

    id = models.AutoField(primary_key=True)
    target = models.ForeignKey(Target, models.CASCADE, related_name="indicators")
    place = models.PositiveSmallIntegerField("序号")
    level1 = models.CharField("一级指标", max_length=10)
    level2 = models.CharField("二级指标", max_length=20)
    name = models.CharField("三级指标", max_length=120)
    comparator = models.CharField(
        "比较符号", max_length=4, choices=[(sign, sign) for sign in COMPARATORS]
    )
    value = models.CharField("指标值", max_length=300)
    goal = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    goal_max = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2)
    cumulative = models.BooleanField("按年度累计", default=True)
    source = models.CharField(max_length=10, default="entered")
    binding = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["target", "place"], name="indicator_place_once")
        ]

    def __str__(self) -> str:
        return self.name


class TargetEvent(AppendOnly):
    """What happened to a target; `content` keeps the objective and indicators of that moment."""

    id = models.BigAutoField(primary_key=True)
    target = models.ForeignKey(Target, models.PROTECT, related_name="events")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=TargetAction)
    comment = models.CharField("意见", max_length=500, blank=True)
    content = models.JSONField()
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="target_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.target_id}/{self.number} {self.action}"
