"""Agencies: the federations of the three levels, the partner departments and their branches."""

from django.db import models

from hejia.accounts.vocabulary import AgencyKind, Level


class Agency(models.Model):
    """One agency. Its territory is an area; its key is small and shown to no user."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField("机构代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=24, choices=AgencyKind)
    level = models.CharField("层级", max_length=12, choices=Level)
    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+", verbose_name="辖区")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area", "kind"], name="agencies_of_area")]

    def __str__(self) -> str:
        return self.name
