"""Who opens the statistics."""

from collections.abc import Mapping
from typing import Any

from hejia.testing.matrix import Row, World

SEES = (
    *("dispatcher", "community", "street", "approver", "stranger"),
    *("district", "leader", "supervisor", "clerk"),
)


def one(world: World) -> Mapping[str, Any]:
    return {"id": "closure_rate"}


def part(world: World) -> Mapping[str, Any]:
    return {"id": "closure_rate", "part": "numerator"}


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "insight": Row(SEES),
    "insight_export": Row(SEES),
    "insight_indicator": Row(SEES, args=one),
    "insight_behind": Row(SEES, args=part),
}
