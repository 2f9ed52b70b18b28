"""Roles are data: a name, a set of permissions, and how far a post with it reaches."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hejia.accounts.vocabulary import Duty, Scope


class Role(models.Model):
    """What a post permits. `permissions` are names of hejia.accounts.permissions."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    scope = models.CharField("数据范围", max_length=12, choices=Scope)
    duty = models.CharField(
        "管理员职责", max_length=12, choices=Duty, default=Duty.NONE, blank=True
    )
    permissions = ArrayField(models.CharField(max_length=40), default=list, verbose_name="权限")
    note = models.CharField("说明", max_length=200, blank=True)
    valid = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
