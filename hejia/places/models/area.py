"""The tree 区 → 街道 → 社区 → 网格, its versions in time, and who answers for a grid."""

from django.db import models
from django.db.models import Q

from hejia.kernel.append_only import AppendOnly
from hejia.places.vocabulary import Crs, Level, PersonRole


class Area(models.Model):
    """An area as it is now. Its id never changes: cases and posts of many years point at it.

    An abolished area keeps its row, with `valid_to` (the first day it is no more) and, where
    another took its place, `successor`. Earlier names, codes and outlines are AreaVersion rows.
    """

    id = models.AutoField(primary_key=True)
    level = models.SmallIntegerField(choices=Level)
    code = models.CharField(
        max_length=24, help_text="national code: 6, 9, 12 digits; a grid's has 15 or more"
    )
    code_local = models.CharField(
        max_length=24, blank=True, help_text="the code of the civil affairs bureau or grid system"
    )
    codes_other = models.JSONField(
        default=list, help_text="further codes it is known by, e.g. of its other committees"
    )
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    # Of itself or its ancestor at that level: plain numbers, so that a row needs no look-up.
    street_id = models.IntegerField(null=True)
    community_id = models.IntegerField(null=True)
    lon = models.FloatField(null=True, help_text="of a point inside, WGS-84 degrees")
    lat = models.FloatField(null=True)
    outline = models.TextField(blank=True, help_text="GeoJSON geometry, WGS-84")
    outline_digest = models.CharField(
        max_length=32, blank=True, help_text="of the outline's text: what caches go by"
    )
    outline_crs = models.CharField(
        max_length=8, choices=Crs, default=Crs.WGS84, help_text="in which the outline came to us"
    )
    schematic = models.BooleanField(default=False, help_text="示意: not an official boundary")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="first day it is no more")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="area_code_once"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.DISTRICT, parent__isnull=True)
                | Q(level__gt=Level.DISTRICT, parent__isnull=False),
                name="area_has_parent",
            ),
        ]
        indexes = [models.Index(fields=["parent", "code"], name="area_children")]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class AreaVersion(AppendOnly):
    """What an area was in an earlier stretch of time, [valid_from, valid_to)."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=24)
    code_local = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=24, blank=True)
    outline = models.TextField(blank=True)
    schematic = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.IntegerField(null=True, help_text="key of the person who changed it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "number"], name="area_version_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from}至{self.valid_to}）"


class GridPerson(models.Model):
    """Who answers for a grid, and since when. Persons are known by key: they live above us."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="persons")
    person_key = models.IntegerField()
    role = models.CharField(max_length=12, choices=PersonRole)
    since = models.DateField()
    until = models.DateField(null=True, help_text="first day no longer")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "person_key", "role"],
                condition=Q(until__isnull=True),
                name="grid_person_once",
            )
        ]
        indexes = [models.Index(fields=["person_key"], name="grid_person_key")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person_key}"
