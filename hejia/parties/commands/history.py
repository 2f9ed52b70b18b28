"""Locking a person and writing the line of history: used by every command that changes one."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from hejia.kernel.errors import Missing, Stale
from hejia.parties.models import Party, PartyChange
from hejia.parties.vocabulary import ChangeKind


def lock(party_id: UUID, seen: int | None = None) -> Party:
    """The person, locked. Raises Missing, or Stale when changed since `seen`."""
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise Missing("该人员")
    if seen is not None and party.version != seen:
        raise Stale(seen, party.version, "这名人员的信息已被他人更正")
    return party


def tell(
    party_id: UUID,
    kind: ChangeKind,
    *,
    by: int | None,
    now: datetime,
    note: str = "",
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
) -> None:
    """Add the next line; the person's row must be locked, as lines are numbered."""
    last = PartyChange.objects.filter(party_id=party_id).aggregate(last=Max("number"))["last"]
    told = json.dumps(
        {"was": dict(was or {}), "became": dict(became or {})}, ensure_ascii=False, default=str
    )
    PartyChange.objects.bulk_create(
        [
            PartyChange(
                party_id=party_id,
                number=(last or 0) + 1,
                kind=kind,
                at=now,
                by_id=by,
                note=note[:300],
                told=told,
            )
        ]
    )
