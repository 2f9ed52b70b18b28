"""What is asked for, as SQL over facts: period, restrictions, whose sight."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from hejia.accounts.public import Sight
from hejia.insight.access import Scope, scope_of
from hejia.insight.indicators import Indicator
from hejia.insight.periods import Period
from hejia.insight.vocabulary import Dimension, Grain
from hejia.kernel.codes import below, table
from hejia.kernel.errors import Refused

Values = str | int | bool | Collection[str] | Collection[int]

TABLES: Final = {Grain.CASE: "insight_casefact", Grain.VISIT: "insight_visitfact"}
COLUMNS: Final = {
    Dimension.STREET: "street_id",
    Dimension.COMMUNITY: "community_id",
    Dimension.AGENCY: "holder_id",
    Dimension.CATEGORY: "category",
    Dimension.TYPE: "type",
    Dimension.SOURCE: "source",
    Dimension.RISK: "risk",
}
_NUMBERS: Final = frozenset({"street", "community", "agency"})


@dataclass(frozen=True, slots=True)
class Question:
    """A period, what it is restricted to (dimension or "is_dv" → values), by whom, as of when."""

    period: Period
    scope: Scope
    now: datetime
    within: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, period: Period | str, sight: Sight | None, now: datetime, within: Mapping[str, Values]
    ) -> "Question":
        """Raises Refused for a restriction there is not, Missing for who may not see figures."""
        read = Period.read(period) if isinstance(period, str) else period
        return cls(read, scope_of(sight), now, {k: _values(k, v) for k, v in within.items()})

    def where(self, anchor: str) -> str:
        """The rows of facts `f` that are looked at."""
        parts = [f"f.{anchor} >= %(begins)s", f"f.{anchor} < %(ends)s", self.scope.sql]
        for name in self.within:
            column = "is_dv" if name == "is_dv" else COLUMNS[Dimension(name)]
            parts.append(f"f.{column} = ANY(%(within_{name})s)")
        return " AND ".join(parts)

    def params(self) -> dict[str, Any]:
        """Every parameter a clause or `where` may name."""
        within = {f"within_{name}": list(values) for name, values in self.within.items()}
        period = {"begins": self.period.begins_at, "ends": self.period.ends_at, "now": self.now}
        return period | self.scope.params | within | code_params()


def _values(name: str, given: Values) -> tuple[Any, ...]:
    if name not in ("is_dv", *(one.value for one in COLUMNS)):
        raise Refused("no_dimension", f"不能按“{name}”限定指标。")
    values: tuple[Any, ...] = (given,) if isinstance(given, str | int) else tuple(given)
    try:
        if name in _NUMBERS:
            return tuple(int(value) for value in values)
        if name == "type":
            return tuple(sorted(c for value in values for c in below("dispute_type", str(value))))
    except ValueError:
        raise Refused("bad_dimension", f"限定条件“{name}”的值不正确，请重新选择。") from None
    return values


def code_params() -> dict[str, list[str]]:
    """Codes with a meaning for counting, as the lists in force say; no statement."""
    return {
        "valid": _having("satisfaction", "valid"),
        "satisfied": _having("satisfaction", "satisfied"),
        "reached": _having("visit_result", "reached"),
        "remote": _having("handle_method", "remote"),
        "mediated": _having("close_result", "mediation"),
        "agreed": _having("close_result", "agreement"),
        "categories": list(table("category").entries),
    }


def _having(name: str, fact: str) -> list[str]:
    return [e.code for e in table(name).entries.values() if e.extra.get(fact)]


def in_figure(one: Indicator) -> str:
    """The condition under which a row counts in the denominator (standing apart)."""
    left = [f"({condition}) IS NOT TRUE" for _, condition in one.left_out]
    return " AND ".join([f"({one.denominator.sql})", *left])
