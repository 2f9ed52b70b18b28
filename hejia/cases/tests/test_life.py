"""The life of a case: where it may go, who may take it there; a refusal leaves no trace."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from hejia.accounts.models import Person
from hejia.accounts.public import agency
from hejia.cases.commands.rules import save_limits
from hejia.cases.models import Case, CaseEvent, Clock, Notice
from hejia.cases.queries.detail import case_json
from hejia.cases.queries.page import case_page
from hejia.cases.queries.rules import rows_in_force
from hejia.cases.workflow import CASE, Action, Status
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.kernel.models import Message
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, NEXT_COMMUNITY
from hejia.testing.walk import VIOLENT, Walk, tell

DAY = timedelta(days=1)
ABBREVIATED = {
    "reported": "REP",
    "dispatched": "DIS",
    "handling": "HAN",
    "suspended": "SUS",
    "close_review": "REV",
    "closed": "CLO",
    "visiting": "VIS",
    "archived": "ARC",
    "rejected": "REJ",
    "false_report": "FAL",
    "merged": "MER",
    "transferred_out": "OUT",
}

# What a customer can read and sign: from (rows) by which action to where. = stays as it is.
GRID = """
REP  accept =  reject REJ  dispatch DIS  transfer_out OUT  grade =  downgrade =  merge MER  mark_false FAL
DIS  sign HAN  return REP  transfer DIS  transfer_out OUT  grade =  downgrade =  merge MER  mark_false FAL
HAN  transfer DIS  transfer_out OUT  contact =  handle_log =  extend_apply =  extend_approve =  extend_reject =  suspend SUS  grade =  downgrade =  close_apply REV  merge MER  mark_false FAL
SUS  contact =  handle_log =  resume HAN  grade =  downgrade =
REV  grade =  downgrade =  close_approve CLO  close_reject HAN
CLO  grade =  downgrade =  visit VIS  reopen HAN  archive ARC
VIS  grade =  downgrade =  visit VIS  reopen HAN  archive ARC
ARC  reopen HAN
REJ
FAL  reopen HAN
MER  unmerge REP
OUT
"""  # noqa: E501 one line for each status


def test_a_case_moves_exactly_as_the_grid_says() -> None:
    drawn = {}
    for status in Status:
        steps = sorted(CASE.possible(status), key=lambda s: list(Action).index(Action(s.action)))
        cells = [
            f"{s.action} {'=' if s.leads_to(status) == status and s.action not in MOVES else ABBREVIATED[s.leads_to(status)]}"  # noqa: E501 one line of a table
            for s in steps
        ]
        drawn[ABBREVIATED[status]] = cells
    signed = {
        line.split()[0]: [cell.strip() for cell in line[3:].split("  ") if cell.strip()]
        for line in GRID.strip().splitlines()
    }
    assert drawn == signed


MOVES = {"transfer", "visit"}
"""Actions whose target is named though it may be where the case is."""


def test_from_report_to_archive_with_three_pairs_of_eyes(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    assert (walk.case.status, walk.case.version) == ("dispatched", 2)
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    walk.take(cast.community.sight, "handle_log")
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    walk.take(cast.visitor.sight, "visit", satisfaction="5", dissatisfied_with=["5"])
    assert walk.case.status == "handling"
    assert walk.case.reopen_count == 1
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    walk.take(cast.visitor.sight, "visit")
    walk.take(cast.approver.sight, "archive")
    told = list(CaseEvent.objects.order_by("number").values_list("action", flat=True))
    assert told == [
        "report",
        "dispatch",
        "sign",
        "contact",
        "handle_log",
        "close_apply",
        "close_approve",
        "visit",
        "reopen",
        "close_apply",
        "close_approve",
        "visit",
        "archive",
    ]
    assert walk.case.status == "archived"
    assert Message.objects.filter(topic__startswith="cases.").count() == len(told)
    assert walk.case.version == len(told)
    assert not Clock.objects.filter(state__in=["running", "paused"]).exists()


@pytest.fixture
def handled(cast: Cast) -> Walk:
    """A case in the community's hands, its people reached."""
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    return walk


@pytest.fixture
def under_review(handled: Walk, cast: Cast) -> Walk:
    handled.take(cast.community.sight, "close_apply")
    return handled


def refuse(walk: Walk, by: Person, action: str, code: str, **facts: Any) -> Refused:
    """The step is refused with this code, and nothing whatever has changed."""
    before = _state()
    with pytest.raises(Refused) as refusal:
        walk.take(by.sight, action, **facts)
    assert refusal.value.code == code
    assert _state() == before
    return refusal.value


def _state() -> list[Any]:
    return [
        list(Case.objects.order_by("pk").values()),
        CaseEvent.objects.count(),
        Message.objects.count(),
        Notice.objects.count(),
        list(Clock.objects.order_by("case_id", "number").values()),
    ]


def test_another_agency_cannot_sign(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    refuse(walk, cast.street, "sign", "not_holder")


def test_a_stranger_sees_nothing_at_all(handled: Walk, cast: Cast) -> None:
    for action in ("handle_log", "close_apply", "grade"):
        assert isinstance(refuse(handled, cast.stranger, action, "missing"), Missing)


def test_somebody_who_only_sees_figures_opens_no_case(handled: Walk, cast: Cast) -> None:
    refuse(handled, cast.clerk, "handle_log", "missing")


def test_what_must_be_stated_is_asked_for_field_by_field(handled: Walk, cast: Cast) -> None:
    refusal = refuse(handled, cast.community, "handle_log", "incomplete", method="", content="")
    assert set(refusal.fields) == {"method", "content"}


def test_a_code_that_does_not_exist_is_named(handled: Walk, cast: Cast) -> None:
    refusal = refuse(handled, cast.community, "handle_log", "incomplete", method="77")
    assert "77" in refusal.fields["method"]


def test_who_handled_it_cannot_approve(under_review: Walk, cast: Cast) -> None:
    refuse(under_review, cast.community, "close_approve", "forbidden")


def test_who_handled_it_cannot_approve_even_with_the_post_for_it(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.dispatcher.sight, "transfer", agency=_agency(cast.street), reason="2")
    walk.take(cast.street.sight, "sign")
    walk.take(cast.street.sight, "contact")
    walk.take(cast.street.sight, "close_apply")
    refuse(walk, cast.street, "close_approve", "own_case")
    walk.take(cast.approver.sight, "close_approve")
    refuse(walk, cast.street, "visit", "own_case")


def test_who_asked_or_worked_for_the_closing_is_no_second_reader_though_another_signed(
    cast: Cast,
) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.dispatcher.sight, "transfer", agency=_agency(cast.street), reason="2")
    walk.take(cast.street.sight, "sign")
    walk.take(cast.approver.sight, "contact")
    walk.take(cast.street.sight, "close_apply")
    refuse(walk, cast.approver, "close_approve", "own_case")
    page = case_page(walk.case, cast.approver.sight, now=walk.now)
    told = case_json(walk.case, cast.approver.sight, now=walk.now)
    offered = {step.action for step in page.steps} | {one["action"] for one in told["actions"]}
    assert "close_approve" not in offered
    walk.take(cast.district.sight, "close_approve")
    refuse(walk, cast.approver, "visit", "own_case")


def test_the_applicant_is_no_second_reader(under_review: Walk, cast: Cast) -> None:
    Case.objects.filter(pk=under_review.case.pk).update(close_applied_by=cast.approver)
    refuse(under_review, cast.approver, "close_approve", "second_reader")
    refuse(under_review, cast.approver, "close_reject", "second_reader")


def test_what_turns_red_under_review_is_not_closed(under_review: Walk, cast: Cast) -> None:
    under_review.take(cast.street.sight, "grade", weapon=True)
    refuse(under_review, cast.approver, "close_approve", "red")


def _agency(person: Person) -> int:
    return person.sight.agency_ids[0]


def test_acting_on_an_old_page_tells_what_happened_since(handled: Walk, cast: Cast) -> None:
    handled.case.version -= 1
    refusal = refuse(handled, cast.community, "handle_log", "stale")
    assert isinstance(refusal, Stale)
    assert "首次联系" in refusal.sentence


def test_not_now_says_what_can_be_done_now(handled: Walk, cast: Cast) -> None:
    refusal = refuse(handled, cast.community, "archive", "not_now")
    assert "申请办结" in refusal.sentence


def test_a_red_case_is_neither_returned_suspended_nor_closed(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, **VIOLENT, weapon=True))
    assert (walk.case.risk, walk.case.mediation_allowed) == ("R1", False)
    refuse(walk, cast.community, "return", "dangerous")
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    refuse(walk, cast.community, "suspend", "red")
    refuse(walk, cast.community, "close_apply", "red")
    refuse(walk, cast.community, "handle_log", "no_mediation", method="04")


def test_a_return_is_possible_once(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.community.sight, "return")
    assert (walk.case.status, walk.case.holder_id) == ("reported", None)
    walk.take(cast.dispatcher.sight, "dispatch", agency=_agency(cast.community))
    refuse(walk, cast.community, "return", "returned_before")


def test_the_agency_that_gave_it_back_may_still_follow_it(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.dispatcher.sight, "transfer", agency=_agency(cast.officer), reason="2")
    walk.take(cast.officer.sight, "return")
    walk.take(cast.dispatcher.sight, "dispatch", agency=_agency(cast.community))
    refuse(walk, cast.officer, "sign", "out_of_reach")


def test_an_extension_is_asked_for_once_and_granted_by_another(handled: Walk, cast: Cast) -> None:
    due = handled.case.due_at
    assert due is not None
    handled.take(cast.community.sight, "extend_apply", days=10)
    refuse(handled, cast.community, "extend_approve", "forbidden")
    refuse(handled, cast.community, "extend_apply", "extension_pending")
    handled.take(cast.approver.sight, "extend_approve")
    assert handled.case.due_at is not None
    assert (handled.case.due_at - due).days == 10


def test_a_petition_matter_extended_once_may_have_its_sixty_days_lengthened_by_the_district(
    handled: Walk, cast: Cast
) -> None:
    def deadlines() -> dict[str, datetime]:
        running = Clock.objects.filter(case=handled.case, kind__in=("close", "hard_close"))
        return dict(running.values_list("kind", "due_at"))

    handled.take(cast.community.sight, "extend_apply", days=15)
    handled.take(cast.approver.sight, "extend_approve")
    before = deadlines()
    refuse(handled, cast.community, "extend_apply", "too_long", days=31)
    handled.take(cast.community.sight, "extend_apply", days=30)
    told = refuse(handled, cast.approver, "extend_approve", "too_low")
    assert "办结上限" in told.sentence
    handled.take(cast.district.sight, "extend_approve")
    assert {k: (due - before[k]).days for k, due in deadlines().items()} == {
        "close": 30,
        "hard_close": 30,
    }
    refuse(handled, cast.community, "extend_apply", "extended_before")


def test_who_handles_a_case_grants_it_no_extension(handled: Walk, cast: Cast) -> None:
    handled.take(cast.community.sight, "extend_apply", days=10)
    Case.objects.filter(pk=handled.case.pk).update(handler=cast.approver)
    refuse(handled, cast.approver, "extend_approve", "own_case")


def test_an_extension_is_neither_longer_than_the_limit_allows_nor_asked_for_late(
    handled: Walk, cast: Cast
) -> None:
    told = refuse(handled, cast.community, "extend_apply", "too_long", days=16)
    assert "15 天" in told.fields["days"]
    assert handled.case.due_at is not None
    handled.now = handled.case.due_at
    refuse(handled, cast.community, "extend_apply", "overdue")


def test_extensions_follow_the_limits_as_the_back_office_changed_them(
    handled: Walk, cast: Cast
) -> None:
    version, rows = rows_in_force("limits")
    changed = [dict(row) for row in rows]
    closing = next(r for r in changed if (r["kind"], r["level"]) == ("close", handled.case.risk))
    closing["extension"] = {"times": 2, "amount": 20, "by": "district"}
    save_limits(rows=changed, seen=version, by=cast.sysadmin.sight, now=handled.now, what="延期")
    for _ in range(2):
        handled.take(cast.community.sight, "extend_apply", days=20)
        refuse(handled, cast.approver, "extend_approve", "too_low")
        handled.take(cast.district.sight, "extend_approve")
    stop = next(row for row in changed if is_stop(row, handled.case.risk))
    stop.pop("extension")
    save_limits(rows=changed, seen=version + 1, by=cast.sysadmin.sight, now=handled.now, what="无")
    refuse(handled, cast.community, "extend_apply", "extended_before")


def is_stop(row: dict[str, Any], level: str) -> bool:
    return (row["kind"], row["level"], row.get("applies")) == ("hard_close", level, "petition")


def test_an_extension_refused_changes_no_deadline(handled: Walk, cast: Cast) -> None:
    due = handled.case.due_at
    handled.take(cast.community.sight, "extend_apply")
    handled.take(cast.approver.sight, "extend_reject")
    assert handled.case.due_at == due
    refuse(handled, cast.approver, "extend_approve", "nothing_pending")


def test_a_pause_moves_the_deadline_by_its_length(handled: Walk, cast: Cast) -> None:
    due = handled.case.due_at
    handled.take(cast.community.sight, "suspend")
    handled.now += 3 * DAY
    handled.take(cast.community.sight, "resume")
    assert due is not None
    assert handled.case.due_at is not None
    assert (handled.case.due_at - due).days == 3


def test_red_ends_a_pause(handled: Walk, cast: Cast) -> None:
    handled.take(cast.community.sight, "suspend")
    handled.take(cast.community.sight, "grade", weapon=True)
    assert (handled.case.status, handled.case.risk) == ("handling", "R1")


def test_lowering_danger_takes_the_district(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, **VIOLENT, weapon=True))
    refuse(walk, cast.community, "grade", "would_lower", weapon=False, pushing=True)
    refuse(walk, cast.street, "downgrade", "forbidden", level="R3", reason="1", opinion="x")
    walk.take(cast.leader.sight, "downgrade", level="R2", reason="1", opinion="已分开居住")
    assert walk.case.risk == "R2"
    refuse(walk, cast.leader, "downgrade", "not_lower", level="R1", reason="1", opinion="x")


def test_violence_is_neither_turned_away_nor_false_unheard(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, **VIOLENT))
    refuse(walk, cast.dispatcher, "mark_false", "not_reached")
    walk.take(cast.community.sight, "return")
    refuse(walk, cast.dispatcher, "reject", "violence")


def test_who_registered_a_case_cannot_call_it_false(cast: Cast) -> None:
    walk = Walk(tell(cast.dispatcher.sight, community=COMMUNITY))
    refuse(walk, cast.dispatcher, "mark_false", "own_report")


def test_unreachable_takes_three_days_of_trying(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.community.sight, "sign")
    for _ in range(3):
        walk.take(cast.community.sight, "contact", reached=False)
    refuse(walk, cast.community, "close_apply", "tried_too_little", result="09")
    for _ in range(2):
        walk.now += DAY
        walk.take(cast.community.sight, "contact", reached=False)
    walk.take(cast.community.sight, "close_apply", result="09")
    assert walk.case.status == "close_review"


def test_merging_keeps_both_sources_and_counts_reports(cast: Cast) -> None:
    master = tell(cast.desk.sight, community=COMMUNITY)
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, source="06", source_ref="M-1"))
    walk.take(cast.dispatcher.sight, "merge", master=str(master.pk), reason="2")
    master.refresh_from_db()
    assert (master.reports, master.children) == (2, 1)
    assert (walk.case.status, walk.case.source_ref) == ("merged", "M-1")
    into = Walk(master)
    refuse(into, cast.dispatcher, "merge", "has_children", master=str(walk.case.pk), reason="2")
    walk.take(cast.dispatcher.sight, "unmerge")
    master.refresh_from_db()
    assert (master.reports, master.children, walk.case.status) == (1, 0, "reported")


def test_a_case_does_not_merge_into_itself(handled: Walk, cast: Cast) -> None:
    refuse(handled, cast.dispatcher, "merge", "itself", master=str(handled.case.pk), reason="2")


def test_planned_visits_come_before_the_archive(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, conflict=True))
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    assert (walk.case.risk, walk.case.visits_left) == ("R3", 2)
    refuse(walk, cast.approver, "archive", "visits_left")
    walk.take(cast.visitor.sight, "visit")
    walk.take(cast.visitor.sight, "visit")
    walk.take(cast.approver.sight, "archive")
    assert walk.case.status == "archived"


def test_renewed_violence_reopens_by_itself(under_review: Walk, cast: Cast) -> None:
    under_review.take(cast.approver.sight, "close_approve")
    under_review.take(cast.visitor.sight, "visit", result="4", satisfaction="8")
    assert under_review.case.status == "handling"


def running(walk: Walk) -> set[str]:
    """The kinds of clocks that run."""
    clocks = Clock.objects.filter(case_id=walk.case.pk, state="running")
    return set(clocks.values_list("kind", flat=True))


def test_renewed_violence_takes_a_new_contact_and_assessment(handled: Walk, cast: Cast) -> None:
    """The quarrel was spoken about and closed; then it turned out to be violence."""
    handled.take(cast.community.sight, "close_apply")
    handled.take(cast.approver.sight, "close_approve")
    handled.take(cast.visitor.sight, "visit", result="4", satisfaction="8")
    assert (handled.case.is_dv, handled.case.risk) == (True, "R0")
    assert running(handled) >= {"first_contact", "assess"}
    refuse(handled, cast.community, "close_apply", "guarded")  # ungraded and unspoken
    handled.take(cast.community.sight, "grade", violence=True)
    refuse(handled, cast.community, "close_apply", "no_contact")
    handled.take(cast.community.sight, "contact")
    handled.take(cast.community.sight, "close_apply")
    assert handled.case.status == "close_review"


def test_a_dissatisfied_one_was_spoken_with(under_review: Walk, cast: Cast) -> None:
    under_review.take(cast.approver.sight, "close_approve")
    under_review.take(cast.approver.sight, "reopen", reason="1")
    under_review.take(cast.community.sight, "close_apply")
    assert under_review.case.status == "close_review"


@pytest.mark.parametrize("fact", ["violence", "ongoing", "strangled", "threat_to_kill", "weapon"])
def test_a_quarrel_that_turns_out_to_be_violence_is_treated_as_such(
    handled: Walk, cast: Cast, fact: str
) -> None:
    assert not handled.case.is_dv
    handled.take(cast.community.sight, "grade", **{fact: True})
    assert handled.case.is_dv
    told = Notice.objects.filter(case=handled.case, kind="violence")
    levels = {agency(one).level for one in told.values_list("agency_id", flat=True)}
    assert levels == {"district", "street"}
    handled.take(cast.community.sight, "grade", **{fact: True})
    assert told.count() == 2


def test_a_restricted_case_is_for_its_handlers(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, restricted=True)
    walk = Walk(case)
    refuse(walk, cast.dispatcher, "transfer", "missing", agency=1, reason="2")
    walk.take(cast.community.sight, "sign")


def test_a_neighbouring_community_of_the_street_is_not_mine(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=NEXT_COMMUNITY))
    refuse(walk, cast.community, "sign", "missing")
