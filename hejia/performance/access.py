"""Who sees which unit's performance: the one gate of this room.

Own agency, units it supervises, and — where the post reaches the whole district — all of them.
Whoever sees nothing of a unit is told the same as where there is none.
"""

from django.db.models import Q, QuerySet

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing, Refused
from hejia.performance.models import Unit

VIEW = "performance.view"


def units_for(by: Sight) -> QuerySet[Unit]:
    """The units this person may open, in use, by code."""
    if VIEW not in by.permissions:
        return Unit.objects.none()
    rows = Unit.objects.filter(valid=True).order_by("code")
    if ("district", 0) in by.lanes_for(VIEW):
        return rows
    mine = [post.agency_id for post in by.posts if VIEW in post.role.permissions]
    return rows.filter(Q(agency_id__in=mine) | Q(parent__agency_id__in=mine))


def units_in(by: Sight, year: int) -> QuerySet[Unit]:
    """Those of them that there are in a year."""
    rows = units_for(by).filter(first_year__lte=year)
    return rows.filter(Q(last_year=0) | Q(last_year__gte=year))


def unit_for(by: Sight, unit_id: int) -> Unit:
    """The unit. Raises Missing where it is not theirs to see."""
    unit = units_for(by).filter(pk=unit_id).first()
    if unit is None:
        raise Missing("这个预算单位")
    return unit


def need(by: Sight, permission: str, doing: str) -> None:
    """Raise Refused unless the person holds the permission; `doing` completes the sentence."""
    if permission not in by.permissions:
        raise Refused("forbidden", f"您的岗位不能{doing}，请联系有此权限的同事。")
