"""Keeping a figure with all that was counted, so that it can be opened when it has moved on."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

from hejia.insight.commands.gathering import catch_up
from hejia.insight.figures import Figure
from hejia.insight.indicators import indicator
from hejia.insight.models import Snapshot
from hejia.insight.periods import Period
from hejia.insight.queries.asking import Question, Values
from hejia.insight.queries.behind import keys_behind
from hejia.insight.queries.measuring import measure
from hejia.insight.vocabulary import Part
from hejia.kernel.chain import START, link
from hejia.kernel.errors import Missing, Refused
from hejia.kernel.ids import uuid7

_MEMBER = 19


def keep(
    id: str, period: Period | str, *, by: int | None, now: datetime, **within: Values
) -> Snapshot:
    """Count anew, and keep figure and members for good. Raises Refused as `measure`."""
    catch_up()
    figure = measure(id, period, sight=None, now=now, **within)
    rows = keys_behind(id, Part.DENOMINATOR, period, now=now, **within)
    members = b"".join(
        case.bytes + visit.to_bytes(2, "big") + above.to_bytes(1, "big")
        for case, visit, above in rows
    )
    if len(members) != _MEMBER * (figure.denominator or 0):
        raise Refused("moved", "计数时案件又有变动，请再试一次。")
    kept = Snapshot(
        id=uuid7(now), indicator=indicator(id).id, period=str(_period(period)),
        within={k: list(v) for k, v in Question.of(period, None, now, within).within.items()},
        figure=_plain(figure), members=members, as_of=now, kept_by_id=by,
    )  # fmt: skip
    kept.digest = digest_of(kept)
    Snapshot.objects.bulk_create([kept])
    return kept


def _period(period: Period | str) -> Period:
    return Period.read(period) if isinstance(period, str) else period


def _plain(figure: Figure) -> dict[str, Any]:
    """The figure as JSON: decimals as text."""
    return {name: _text(value) for name, value in asdict(figure).items() if name != "as_of"}


def _text(value: object) -> object:
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items()}
    return str(value) if isinstance(value, Decimal) else value


def digest_of(kept: Snapshot) -> bytes:
    """SM3 over what was asked, what came out and every member."""
    members = hashes.Hash(hashes.SM3())
    members.update(bytes(kept.members))
    facts = {
        "indicator": kept.indicator,
        "period": kept.period,
        "within": kept.within,
        "figure": kept.figure,
        "as_of": kept.as_of,
        "members": members.finalize().hex(),
    }
    return link(START, facts)


def snapshot(key: UUID) -> Snapshot:
    """A kept figure. Raises Missing, and Refused where it is not what was kept."""
    kept = Snapshot.objects.filter(pk=key).first()
    if kept is None:
        raise Missing("这份快照")
    if digest_of(kept) != bytes(kept.digest):
        raise Refused("tampered", "这份快照的内容与留存时不符，请联系安全审计员。")
    return kept


def members_of(kept: Snapshot) -> list[tuple[UUID, int, bool]]:
    """(case, revisit, counted in the numerator) of every row counted."""
    data = bytes(kept.members)
    return [
        (
            UUID(bytes=data[at : at + 16]),
            int.from_bytes(data[at + 16 : at + 18], "big"),
            bool(data[at + 18]),
        )
        for at in range(0, len(data), _MEMBER)
    ]
