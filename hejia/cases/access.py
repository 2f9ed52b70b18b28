"""Who may see which case: the one gate every view, API route and command goes through.

A person's posts open *lanes* (accounts.public.Sight): a district, a street, a community, a grid,
an agency, the person's own reports. Each lane is a column of the case, so that a list is read
along an index; an agency besides sees the cases it takes part in. What is in no lane of yours is
told exactly as what does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.cases.models import Case, Participant
from hejia.kernel import rows
from hejia.kernel.errors import Missing
from hejia.kernel.rows import Statement

COLUMNS: Final = {
    "street": "street_id",
    "community": "community_id",
    "grid": "grid_id",
    "agency": "holder_id",
    "person": "registered_by_id",
}
"""Lane kind → the case's column; the district lane needs none."""

_SEE: Final = "cases.view"
_SEE_RESTRICTED: Final = "cases.see_restricted"


def case_for(sight: Sight, case_id: UUID, *, lock: bool = False) -> Case:
    """The case, if it is in one of this person's lanes. Raises Missing otherwise.

    One statement, or two where only taking part in it opens the case. `lock` holds the row until
    the end of the transaction.
    """
    found = rows.read(wanted(case_id, lock=lock))[0]
    return theirs(sight, found)


def wanted(case_id: UUID, *, lock: bool) -> rows.Wanted:
    """The case's row, to be read along with others; `theirs` then says whether it is open.

    Its key stays, so whoever writes rows that point at the case neither waits nor is waited for.
    """
    return rows.Wanted(Case, f"WHERE id = %s{' FOR NO KEY UPDATE' if lock else ''}", [case_id])


def theirs(sight: Sight, found: Sequence[Case]) -> Case:
    """The case that was found, if it is in one of this person's lanes. Raises Missing."""
    if not found or not may_see(sight, found[0]):
        raise Missing("这个案件")
    return found[0]


def may_see(sight: Sight, case: Case) -> bool:
    """Whether the case lies in one of the lanes; asks the database only about participation."""
    own_agency = case.holder_id in sight.agency_ids
    if case.restricted and not (_SEE_RESTRICTED in sight.permissions or own_agency):
        return False
    lanes = sight.lanes_for(_SEE)
    if any(_in_lane(lane, case) for lane in lanes):
        return True
    agencies = [key for kind, key in lanes if kind == "agency"]
    return (
        bool(agencies)
        and Participant.objects.filter(case_id=case.pk, agency_id__in=agencies).exists()
    )


def may_act(sight: Sight, permission: str, case: Case) -> bool:
    """Whether one of the posts that carry `permission` reaches as far as this case."""
    return any(_in_lane(lane, case) for lane in sight.lanes_for(permission))


def _in_lane(lane: tuple[str, int], case: Case) -> bool:
    kind, key = lane
    return kind == "district" or getattr(case, COLUMNS[kind]) == key


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane as SQL over `cases_case c`: a condition and its parameters."""

    kind: str
    condition: str
    params: tuple[Any, ...]

    @property
    def text_column(self) -> str:
        """The column of CaseText that says the same, so that a search need not ask the case."""
        return COLUMNS[self.kind] if self.kind in ("street", "community") else ""

    @property
    def by_due(self) -> bool:
        """Whether an index runs along it by time left, within each status (models/case.py)."""
        return self.kind not in ("grid", "participant")


def lanes_of(sight: Sight) -> list[Lane]:
    """The lanes to read a list along; a case may lie in several of them.

    A district lane alone remains where there is one. Empty: this person sees no case at all.
    """
    lanes = sight.lanes_for(_SEE)
    open_to_all = _SEE_RESTRICTED in sight.permissions
    hidden = "" if open_to_all else " AND (NOT c.restricted OR c.holder_id = ANY(%s))"
    extra: tuple[Any, ...] = () if open_to_all else (list(sight.agency_ids),)
    if any(kind == "district" for kind, _ in lanes):
        return [Lane("district", "TRUE" + hidden, extra)]
    found = []
    for kind, key in lanes:
        found.append(Lane(kind, f"c.{COLUMNS[kind]} = %s{hidden}", (key, *extra)))
        if kind == "agency":
            taking_part = (
                "c.id IN (SELECT p.case_id FROM cases_participant p WHERE p.agency_id = %s)"
            )
            found.append(Lane("participant", taking_part + hidden, (key, *extra)))
    return found


def in_any(lanes: Sequence[Lane]) -> Statement:
    """That a case lies in one of these lanes, of which there is at least one."""
    where = " OR ".join(lane.condition for lane in lanes)
    return Statement(f"({where})", [value for lane in lanes for value in lane.params])


def told_agencies(sight: Sight) -> tuple[int, ...]:
    """The agencies whose notices a person reads: notices are about cases, so none for others."""
    return tuple(sight.agency_ids) if "cases.view" in sight.permissions else ()
