"""Papers handed to the checker, each with its versions and what was decided about its findings."""

from typing import Final

from django.db import models

from hejia.kernel.append_only import AppendOnly

WAITING: Final = "waiting"
DONE: Final = "done"
REFUSED: Final = "refused"


class CheckedPaper(models.Model):
    """A paper that is checked again and again until it is handed in."""

    id = models.AutoField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    title = models.CharField("材料", max_length=200)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "title"], name="paper_once_an_agency")
        ]

    def __str__(self) -> str:
        return self.title


class CheckRun(models.Model):
    """One version of a paper, checked. Files lie under their digests, outside the database."""

    id = models.UUIDField(primary_key=True)
    paper = models.ForeignKey(CheckedPaper, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField("第几版")
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    other_name = models.CharField("对照材料", max_length=200, blank=True)
    other_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default=WAITING)
    sentence = models.CharField("读不了的原因", max_length=300, blank=True)
    kind = models.CharField("类型", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    unit = models.CharField("单位", max_length=80, blank=True)
    hard = models.PositiveIntegerField("错误", default=0)
    soft = models.PositiveIntegerField("提示", default=0)
    report = models.JSONField(default=dict)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="run_once_a_paper")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class CheckDecision(AppendOnly):
    """What a person made of a finding; the last one for a `mark` counts, in all later versions."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(CheckedPaper, models.PROTECT, related_name="decisions")
    run = models.ForeignKey(CheckRun, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=32, help_text="what the finding says, as a digest")
    accepted = models.BooleanField(null=True, help_text="null: taken back")
    reason = models.CharField("理由", max_length=300, blank=True)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["paper", "mark", "-id"])]

    def __str__(self) -> str:
        return f"{self.mark} {self.accepted}"
