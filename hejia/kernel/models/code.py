"""Code lists: words of the field that a district may add to and change; see kernel/codes.py."""

from django.db import models

from hejia.kernel.append_only import AppendOnly


class CodeList(models.Model):
    """One list, e.g. 案件来源. `shape` names the extra facts a code of it may carry, with type."""

    name = models.CharField(max_length=40, primary_key=True)
    label = models.CharField("名称", max_length=60)
    source = models.CharField("依据", max_length=200, blank=True)
    shape = models.JSONField(default=dict, help_text="extra fact → flag | number | text | texts")

    class Meta:
        db_table = "kernel_code_list"

    def __str__(self) -> str:
        return self.label


class Code(models.Model):
    """One code of a list. Never removed: one out of use has an end (`valid_to`, inclusive)."""

    list = models.ForeignKey(CodeList, models.PROTECT, related_name="codes")
    list_id: str
    code = models.CharField("代码", max_length=20)
    label = models.CharField("名称", max_length=60)
    parent = models.CharField("上级代码", max_length=20, blank=True)
    order = models.IntegerField("次序", default=0)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    touched = models.BooleanField(default=False, help_text="changed here: defaults leave it alone")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "kernel_code"
        constraints = [models.UniqueConstraint("list", "code", name="code_once_in_list")]

    def __str__(self) -> str:
        return self.label


class CodeChange(AppendOnly):
    """Who changed a code, from what to what; `actor` is a person's key, NULL for a new release."""

    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        db_table = "kernel_code_change"
        indexes = [models.Index(fields=["list_name", "code", "-id"])]
