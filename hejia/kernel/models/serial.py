"""Pools of numbers; see kernel/numbering.py."""

from django.db import models


class Series(models.Model):
    """One run of numbers, e.g. the cases of a year; `next` is the first not yet in its pool."""

    name = models.CharField(max_length=60, primary_key=True)
    next = models.BigIntegerField(default=1)

    class Meta:
        db_table = "kernel_series"

    def __str__(self) -> str:
        return self.name


class Serial(models.Model):
    """A number nobody has taken yet."""

    pk = models.CompositePrimaryKey("series", "number")
    series = models.CharField(max_length=60)
    number = models.BigIntegerField()

    class Meta:
        db_table = "kernel_serial"

    def __str__(self) -> str:
        return f"{self.series} {self.number}"
