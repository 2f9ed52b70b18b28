"""Budget units, their projects, and the function subjects amounts are booked under."""

from django.db import models


class Unit(models.Model):
    """A budget unit (预算单位). `parent` is the supervising department's unit; none for itself."""

    id = models.AutoField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    code = models.CharField("单位编码", max_length=32, unique=True)
    name = models.CharField("预算单位", max_length=60)
    department = models.CharField("部门名称", max_length=60)
    authority = models.CharField("主管部门", max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(
        "自评表式", max_length=40, default="shenzhen-2023", help_text="id of a rule set"
    )
    first_year = models.PositiveSmallIntegerField("自年度", default=0)
    last_year = models.PositiveSmallIntegerField("至年度", default=0, help_text="0: still there")
    remark = models.CharField("备注", max_length=200, blank=True)
    valid = models.BooleanField("启用", default=True)

    class Meta:
        indexes = [models.Index(fields=["parent"])]

    def __str__(self) -> str:
        return self.name


class FunctionSubject(models.Model):
    """A code of 支出功能分类: 类 (3), 款 (5) or 项 (7 digits), valid between years."""

    id = models.AutoField(primary_key=True)
    code = models.CharField("科目编码", max_length=7)
    name = models.CharField("科目名称", max_length=60)
    valid_from = models.PositiveSmallIntegerField("自", default=0)
    valid_to = models.PositiveSmallIntegerField("至", default=0, help_text="0: still valid")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="subject_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Project(models.Model):
    """A project of one unit and year. The name may repeat, the code may not."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")
    year = models.PositiveSmallIntegerField("年度")
    code = models.CharField("项目编码", max_length=32)
    name = models.CharField("项目名称", max_length=80)
    task = models.CharField("任务名称", max_length=80, blank=True)
    content = models.TextField("主要内容", blank=True)
    purpose = models.TextField("绩效目标", blank=True)
    outcome = models.TextField("目标完成情况", blank=True)
    problems = models.TextField("执行中存在的问题", blank=True)
    remedies = models.TextField("整改情况", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "code"], name="project_code_once")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
