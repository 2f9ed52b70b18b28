"""Codes and keys put into words, from reference data: no statement each."""

from typing import Any

from hejia.accounts.public import agency
from hejia.cases.limits import ClockKind
from hejia.cases.models import NEVER
from hejia.cases.queries.listing import Row
from hejia.cases.workflow import CASE
from hejia.kernel.codes import label
from hejia.places.public import area


def type_label(code: str) -> str:
    """纠纷类型 in words; an unknown code stands for itself."""
    return label("dispute_type", code)


def area_name(key: int | None) -> str:
    return area(key).name if key is not None else ""


def agency_name(key: int | None) -> str:
    return agency(key).name if key is not None else ""


def clock_label(kind: str, turn: int = 1) -> str:
    """签收, 办结 …; revisits and re-assessments with their number."""
    if not kind:
        return ""
    word = ClockKind.of(kind).label
    return f"第{turn}次{word}" if turn > 1 else word


def listed_json(row: Row) -> dict[str, Any]:
    """A line of a list as the API shows it."""
    return {
        "id": row.id,
        "number": row.number,
        "version": row.version,
        "status": row.status,
        "status_label": CASE.status_label(row.status),
        "source": row.source,
        "category": row.category,
        "type": row.type,
        "type_label": type_label(row.type),
        "risk": row.risk,
        "is_dv": row.is_dv,
        "brief": row.brief,
        "reports": row.reports,
        "street": area_name(row.street_id),
        "community": area_name(row.community_id),
        "holder": agency_name(row.holder_id),
        "holder_id": row.holder_id,
        "handler_id": row.handler_id,
        "reported_at": row.reported_at,
        "closed_at": row.closed_at,
        "due_at": row.due_at,
        "next_due_at": None if row.next_due_at == NEVER else row.next_due_at,
        "next_clock": row.next_clock,
        "provisional": row.provisional,
        "satisfaction": row.satisfaction,
    }
