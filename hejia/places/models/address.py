"""Addresses by the unified code of the city (统一地址, 25 digits)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, TextField
from django.db.models.functions import Collate

from hejia.places.models.area import Area
from hejia.places.vocabulary import Precision


def _folded(column: str) -> Collate:
    """As hejia.places.queries.addresses asks; by the "C" collation an index serves beginnings."""
    return Collate(Func(F(column), function="ext.cjk_fold", output_field=TextField()), "C")


class Address(models.Model):
    """A building or a room. The code's tail is never parsed (domain.md §6.2)."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=25, unique=True)
    text = models.CharField(max_length=200, help_text="whole address from the district down")
    name = models.CharField(max_length=80, blank=True, help_text="of the building or estate")
    nickname = models.CharField(max_length=80, blank=True, help_text="俗称")
    street = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    lon = models.FloatField(null=True, help_text="WGS-84 degrees")
    lat = models.FloatField(null=True)
    precision = models.CharField(max_length=12, choices=Precision, default=Precision.BUILDING)
    synthetic = models.BooleanField(default=False, help_text="演示: made up")
    retired = models.BooleanField(default=False, help_text="no longer offered; old cases keep it")
    # Made by hejia.places.searching, which says how they rank and why.
    haystack = models.CharField(max_length=400, help_text="text, name and nickname, folded")
    weight = models.IntegerField(help_text="a chance, above the length of its own part")

    class Meta:
        indexes = [
            GinIndex(
                Func(F("haystack"), function="ext.cjk_bigrams", output_field=SearchVectorField()),
                name="address_bigrams",
                # Readers scan what is pending one by one: keep it short (kB).
                gin_pending_list_limit=256,
            ),
            models.Index(fields=["weight"], name="address_weight"),
            models.Index(fields=["community", "code"], name="address_of_community"),
            models.Index(_folded("name"), name="address_name"),
            models.Index(
                _folded("nickname"),
                name="address_nickname",
                condition=~models.Q(nickname=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text
