"""Which rows a person's figures are made of, and whether small numbers are told.

Figures follow the posts that hold 统计分析: a district's post counts the district, a street's
its street, a department's what it was given. A post that sees figures only (aggregate) counts the
whole district, but no number small enough to point at somebody. The cases behind a figure open by
the right to see cases, which is another (`cases.view`).
"""

from dataclasses import dataclass
from typing import Any, Final

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing

SEE: Final = "insight.view"
_COLUMNS: Final = {
    "street": "street_id",
    "community": "community_id",
    "grid": "grid_id",
    "agency": "holder_id",
    "person": "registered_by_id",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A condition over facts `f`, its parameters by name, and whether to veil small numbers."""

    sql: str
    params: dict[str, Any]
    veiled: bool = False

    @property
    def whole(self) -> bool:
        return not self.params


WHOLE: Final = Scope("TRUE", {})


def scope_of(sight: Sight | None) -> Scope:
    """What this person's figures are made of; None (the system itself) counts all.

    Raises Missing for who may not see figures.
    """
    if sight is None:
        return WHOLE
    if SEE not in sight.permissions:
        raise Missing("该页面")
    lanes = sight.lanes_for(SEE)
    if ("district", 0) in lanes:
        return WHOLE
    if any(p.role.scope == "aggregate" and SEE in p.role.permissions for p in sight.posts):
        return Scope("TRUE", {}, veiled=True)
    keys: dict[str, list[int]] = {}
    for kind, key in lanes:
        keys.setdefault(_COLUMNS[kind], []).append(key)
    conditions = [f"f.{column} = ANY(%(lane_{column})s)" for column in keys]
    params = {f"lane_{column}": values for column, values in keys.items()}
    return Scope(f"({' OR '.join(conditions)})" if conditions else "FALSE", params)
