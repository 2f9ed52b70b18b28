"""Keep a figure with the records it was counted from, for a year that is closed."""

from datetime import datetime, timedelta

from hejia.kernel.errors import Refused
from hejia.kernel.ids import uuid7
from hejia.ledger.models import KeptFigure
from hejia.ledger.queries.counting import Span
from hejia.ledger.queries.measures import Measured, counted, measure


def keep(
    key: str, period: Span, *, agency: int | None = None, by: int | None, now: datetime
) -> tuple[Measured, KeptFigure]:
    """Measure and keep: three statements.

    Raises Refused for a key that is not offered, and where records were approved meanwhile.
    """
    found = measure(key, period, agency=agency)
    rows = counted(key, period, agency=agency)
    if len(rows) != found.rows:
        raise Refused("moved", "统计的同时有记录被审核或更正，请再试一次。")
    first, end = period
    kept = KeptFigure(
        id=uuid7(now), key=key, first=first, last=end - timedelta(days=1), agency_id=agency,
        figure={
            "value": str(found.value), "numerator": found.numerator,
            "denominator": found.denominator,
        },
        entries=[[str(entry), version] for entry, version in rows], at=now, kept_by_id=by,
    )  # fmt: skip
    KeptFigure.objects.bulk_create([kept])
    return found, kept
