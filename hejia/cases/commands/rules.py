"""Time limits and dispatch rules are saved as whole versions, validated before they are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hejia.accounts.public import Sight, Subject, person_by_key, record_change
from hejia.cases.limits import read_limits
from hejia.cases.models import RuleSet
from hejia.cases.queries.rules import rows_in_force
from hejia.cases.route_rules import read_rules
from hejia.kernel import reference
from hejia.kernel.codes import choices
from hejia.kernel.errors import Refused, Stale

Rows = Sequence[Mapping[str, Any]]


def save_limits(*, rows: Rows, seen: int, by: Sight, now: datetime, what: str) -> None:
    """Keep a new version of all limits. Raises Refused with a sentence per row under its place.

    Clocks that run keep the version they were set by; what happens to a case later goes by the
    new one. `what`: the change in words, for the history.
    """
    _refuse_unpermitted(by, "limits.manage")
    read_limits(rows, version=seen + 1)
    _save("limits", Subject.LIMIT, rows, seen, by, now, what)


def save_routes(*, rows: Rows, seen: int, by: Sight, now: datetime, what: str) -> None:
    """Keep a new version of all dispatch rules; codes named in conditions must exist."""
    _refuse_unpermitted(by, "rules.manage")
    read_rules(rows, version=seen + 1, codes=lambda name: dict(choices(name)))
    _save("routes", Subject.RULE, rows, seen, by, now, what)


def _refuse_unpermitted(by: Sight, permission: str) -> None:
    if permission not in by.permissions:
        raise Refused("forbidden", "您的岗位没有修改规则的权限。")


def _save(
    kind: str, subject: Subject, rows: Rows, seen: int, by: Sight, now: datetime, what: str
) -> None:
    version, before = rows_in_force(kind)
    if version != seen:
        raise Stale(seen, version, "规则已被另一位管理员修改")
    RuleSet.objects.create(
        kind=kind,
        version=version + 1,
        rows=list(rows),
        valid_from=now,
        saved_at=now,
        saved_by_id=by.person_id,
        note=what[:200],
    )
    old, new = [str(row) for row in before], [str(dict(row)) for row in rows]
    record_change(
        subject,
        kind,
        what,
        actor=person_by_key(by.person_id, now),
        now=now,
        before={"规则": [row for row in old if row not in new]},
        after={"规则": [row for row in new if row not in old]},
    )
    reference.changed()
