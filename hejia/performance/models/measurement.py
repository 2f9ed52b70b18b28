"""What an indicator came to, when, and what proves it."""

from django.db import models
from django.db.models import F, Q

from hejia.kernel.append_only import AppendOnly
from hejia.performance.models.target import Indicator
from hejia.performance.models.unit import Unit


class Survey(models.Model):
    """A survey behind a satisfaction figure: how many asked, answered, satisfied."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("调查名称", max_length=120)
    on = models.DateField("调查日期")
    issued = models.PositiveIntegerField("发放份数")
    returned = models.PositiveIntegerField("收回有效份数")
    satisfied = models.PositiveIntegerField("满意份数")
    scale = models.CharField("评分口径", max_length=120, help_text="what counts as satisfied")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("returned")) & Q(returned__lte=F("issued")),
                name="survey_adds_up",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Measurement(AppendOnly):
    """One reading. A rate is numerator ÷ denominator and never typed.

    `counted` keeps the definition used, what was excluded and the address that opens the facts,
    so that a closed year still says what was counted.
    """

    id = models.BigAutoField(primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    until = models.DateField("截至")
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(
        "实际完成值", max_digits=18, decimal_places=4, null=True, blank=True
    )
    grade = models.CharField("定性等级", max_length=20, blank=True)
    coefficient = models.DecimalField("得分系数", max_digits=5, decimal_places=4, null=True)
    text = models.CharField("完成情况", max_length=500, blank=True)
    counted = models.JSONField(default=dict)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["indicator", "-until", "-id"])]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value}"


class Evidence(AppendOnly):
    """A file behind a measurement, kept under its SHA-256: the same file is stored once."""

    id = models.BigAutoField(primary_key=True)
    measurement = models.ForeignKey(Measurement, models.PROTECT, related_name="evidence")
    name = models.CharField("文件名", max_length=150)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kind = models.CharField("类型", max_length=20)
    personal = models.BooleanField("含个人信息", default=False)

    def __str__(self) -> str:
        return self.name
