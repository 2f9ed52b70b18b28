"""The money: lines of the initial budget, adjustments to them, payments from them.

调整预算 = lines + adjustments, 决算 = payments: neither is stored a second time. Adjustments and
payments are history: a mistake is put right by a counter entry, never by a change.
"""

from django.db import models
from django.db.models import Q

from hejia.kernel.append_only import AppendOnly
from hejia.performance.models.unit import Project, Unit
from hejia.performance.vocabulary import ENTERPRISE, FUND_SOURCES, KINDS, PROCUREMENT, THREE_PUBLIC


class Budget(models.Model):
    """One unit's budget of one year. `reasons` holds the stated reasons of the text, by subject."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField("年度")
    approved_at = models.DateTimeField("批复时间", null=True, blank=True)
    places = models.PositiveSmallIntegerField("万元小数位", default=2)
    reasons = models.JSONField("变动原因", default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="budget_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class BudgetLine(models.Model):
    """One line. Amounts in yuan. A project line names its project, a basic line none."""

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines")
    function = models.CharField("功能科目", max_length=7)
    economic = models.CharField("经济科目", max_length=5, blank=True)
    source = models.CharField("资金来源", max_length=16, choices=list(FUND_SOURCES.items()))
    kind = models.CharField("支出类别", max_length=10, choices=list(KINDS.items()))
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    amount = models.DecimalField("金额（元）", max_digits=16, decimal_places=2)
    procurement = models.CharField(
        "政府采购", max_length=8, choices=list(PROCUREMENT.items()), blank=True
    )
    enterprise = models.CharField(
        "面向企业", max_length=8, choices=list(ENTERPRISE.items()), blank=True
    )
    three_public = models.CharField(
        "“三公”经费", max_length=12, choices=list(THREE_PUBLIC.items()), blank=True
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["budget", "function"])]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="line_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="project", project__isnull=False)
                | (~Q(kind="project") & Q(project__isnull=True)),
                name="project_lines_name_their_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.amount}"


class Adjustment(AppendOnly):
    """A change to a line in the course of the year, with its reason."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="adjustments")
    amount = models.DecimalField("调整额（元）", max_digits=16, decimal_places=2)
    on = models.DateField("日期")
    reason = models.CharField("原因", max_length=300)
    document = models.CharField("文号", max_length=80, blank=True)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"


class Payment(AppendOnly):
    """Money paid from a line. A refund or correction is a negative payment."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="payments")
    amount = models.DecimalField("支付额（元）", max_digits=16, decimal_places=2)
    on = models.DateField("支付日期")
    voucher = models.CharField("凭证号", max_length=40)
    purpose = models.CharField("用途", max_length=200, blank=True)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["line", "on"])]

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount}"
