"""Self-evaluation: entered figures and prose, the score, and the review ladder."""

from django.db import models

from hejia.kernel.append_only import AppendOnly
from hejia.performance.models.unit import Project, Unit
from hejia.performance.workflow import EvaluationAction, EvaluationStatus


class Evaluation(models.Model):
    """One department's (no project) or project's self-evaluation of one year.

    `figures` and `judged` are kept as entered; what is derived from budget, targets and
    measurements is derived each time until handing in, and kept with the event then.
    """

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evaluations")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    ruleset = models.CharField("评分规则", max_length=40)
    status = models.CharField(
        max_length=20, choices=EvaluationStatus, default=EvaluationStatus.DRAFT
    )
    figures = models.JSONField(default=dict)
    judged = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    self_score = models.DecimalField(
        "自评得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    review_score = models.DecimalField(
        "审核得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "project"], nulls_distinct=False, name="evaluation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.project_id or ''}"


class EvaluationEvent(AppendOnly):
    """One step of the ladder. On handing in, `record` keeps the score's inputs (to replay it) and
    every figure the forms and the report are printed from."""

    id = models.BigAutoField(primary_key=True)
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="events")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20, choices=EvaluationAction)
    comment = models.CharField("意见", max_length=1000, blank=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    record = models.JSONField(default=dict)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="evaluation_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}/{self.number} {self.action}"
