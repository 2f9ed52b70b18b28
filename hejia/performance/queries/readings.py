"""The latest reading of each indicator up to a day; one statement."""

from collections.abc import Sequence
from datetime import date

from hejia.performance.models import Measurement


def latest(indicator_ids: Sequence[int], until: date) -> dict[int, Measurement]:
    """indicator → its latest measurement not after `until`."""
    rows = (
        Measurement.objects.filter(indicator_id__in=indicator_ids, until__lte=until)
        .order_by("indicator_id", "-until", "-id")
        .distinct("indicator_id")
    )
    return {row.indicator_id: row for row in rows}
