"""Clocks: what starts, stops, pauses and moves them (domain §1.5)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.cases.deadlines import CHANGES, ClockChange, ClockFacts, Effect, clocks_at, is_sampled
from hejia.cases.limits import (
    ClockKind,
    Extension,
    default_limits,
    next_extension,
    read_limits,
)
from hejia.cases.reckoning import due_again
from hejia.cases.vocabulary import RiskLevel, Scope
from hejia.cases.workflow import Action
from hejia.kernel.calendar import CHINA, Calendar, DayKind, Limit, Unit
from hejia.kernel.errors import Refused

R0, R1, R2, R3, R4 = (RiskLevel.of(f"R{i}") for i in range(5))
# 2026-03-02 is a Monday.
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
CALENDAR = Calendar({date(2026, 4, 6): DayKind.HOLIDAY}, {2026})
LIMITS = default_limits()


@dataclass(frozen=True)
class Clock:
    kind: str
    turn: int
    level: str
    state: str
    amount: int
    unit: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    paused_seconds: int = 0
    extended_days: int = 0
    provisional: bool = False


def stand(changes: list[ClockChange], at: datetime, clocks: tuple[Clock, ...] = ()) -> list[Clock]:
    """The clocks that have not ended, after these changes."""
    now = {(c.kind, c.turn): c for c in clocks}
    for change in changes:
        key = (change.kind.value, change.turn)
        if change.effect is Effect.START:
            assert change.limit is not None
            limit = change.limit
            now[key] = Clock(
                *key, limit.level, "running", limit.limit.amount, limit.limit.unit,
                change.started_at, change.due_at, provisional=change.provisional,
            )  # fmt: skip
        elif change.state in ("met", "breached", "waived"):
            now.pop(key)
        else:
            level = change.limit.level if change.limit else now[key].level
            now[key] = replace(
                now[key],
                level=level,
                state=change.state,
                due_at=change.due_at,
                paused_at=change.at if change.state == "paused" else None,
                paused_seconds=change.paused_seconds,
                extended_days=change.extended_days,
            )
    return list(now.values())


def happen(event, at, clocks=(), level=R4, calendar=CALENDAR, **facts):
    known = ClockFacts(**({"at": at, "level": level, "is_dv": False} | facts), running=clocks)
    changes = clocks_at(event, known, LIMITS, calendar)
    return changes, tuple(stand(changes, at, clocks))


def by_kind(clocks):
    return {clock.kind: clock for clock in clocks}


def due_in(level, is_dv=False, petition=False):
    changes, _ = happen("report", MONDAY, level=level, is_dv=is_dv, petition=petition)
    return {c.kind.value: c.due_at - MONDAY for c in changes}


def test_a_red_report_is_to_be_contacted_within_thirty_minutes_and_assessed_within_two_hours():
    due = due_in(R1, is_dv=True)
    assert due["first_contact"] == timedelta(minutes=30)
    assert due["assess"] == timedelta(hours=2)
    assert due["first_response"] == timedelta(hours=24)
    assert "notice" not in due


def test_an_unassessed_report_of_violence_runs_on_orange_limits_and_becomes_orange():
    changes, _ = happen("report", MONDAY, level=R0, is_dv=True)
    assess = next(c for c in changes if c.kind is ClockKind.ASSESS)
    assert assess.due_at == MONDAY + timedelta(hours=2)
    assert assess.limit is not None
    assert assess.limit.becomes == R2
    assert due_in(R0, is_dv=True)["first_contact"] == due_in(R2, is_dv=True)["first_contact"]


def test_a_blue_report_without_violence_owes_no_assessment():
    due = due_in(R4)
    assert "assess" not in due
    assert due["first_contact"] == timedelta(hours=24)


def test_days_end_at_midnight_of_the_last_day():
    changes, _ = happen("report", MONDAY)
    close = next(c for c in changes if c.kind is ClockKind.CLOSE)
    assert close.due_at == datetime(2026, 3, 17, 23, 59, 59, tzinfo=CHINA)


def test_a_petition_owes_notice_in_fifteen_days_and_its_sixty_run_from_acceptance():
    changes, clocks = happen("report", MONDAY, petition=True)
    assert {c.kind.value for c in changes} >= {"notice"}
    assert "hard_close" not in by_kind(clocks)
    later = MONDAY + timedelta(days=2)
    changes, clocks = happen("accept", later, clocks, petition=True)
    assert [(c.effect.value, c.kind.value) for c in changes] == [
        ("stop", "notice"),
        ("start", "hard_close"),
    ]
    assert by_kind(clocks)["hard_close"].due_at.date() == date(2026, 5, 3)
    changes, clocks = happen("dispatch", later + timedelta(hours=1), clocks, petition=True)
    assert [c.kind.value for c in changes] == ["dispatch", "sign"]


def test_signing_stops_the_clock_in_time_and_too_late():
    _, clocks = happen("dispatch", MONDAY, level=R2)
    in_time, _ = happen("sign", MONDAY + timedelta(minutes=60), clocks, level=R2)
    late, _ = happen("sign", MONDAY + timedelta(minutes=60, seconds=1), clocks, level=R2)
    assert (in_time[0].state, late[0].state) == ("met", "breached")


def test_an_attempt_that_reached_nobody_does_not_stop_the_first_contact():
    _, clocks = happen("report", MONDAY)
    assert happen("contact", MONDAY, clocks, reached=False)[0] == []
    stopped, _ = happen("contact", MONDAY, clocks, reached=True)
    assert [c.kind for c in stopped] == [ClockKind.FIRST_CONTACT]


def test_working_hours_skip_the_night_and_their_warnings_fall_into_office_hours():
    evening = datetime(2026, 3, 6, 17, 0, tzinfo=CHINA)  # Friday
    changes, _ = happen("dispatch", evening, level=R3)
    sign = changes[-1]
    assert sign.due_at == datetime(2026, 3, 9, 12, 0, tzinfo=CHINA)
    assert next(m for m in sign.marks if m.name == "50").at == datetime(
        2026, 3, 9, 10, 0, tzinfo=CHINA
    )


def test_marks_of_a_red_signature_come_in_order_and_escalate_twice():
    changes, _ = happen("dispatch", MONDAY, level=R1)
    marks = [(int((m.at - MONDAY).total_seconds() / 60), m.name) for m in changes[-1].marks]
    assert marks == [(7, "50"), (12, "80"), (15, "100"), (15, "street"), (30, "district")]


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (R1, {"street": 15, "district": 30}),
        (R2, {"street": 60, "district": 4 * 60}),
        (R3, {"street": 24 * 60}),
        (R4, {"street": 3 * 24 * 60}),
    ],
)
def test_what_is_not_signed_for_goes_up_as_the_domain_says(level, told):
    changes, _ = happen("dispatch", MONDAY, level=level)
    minutes = {m.name: (m.at - MONDAY).total_seconds() / 60 for m in changes[-1].marks}
    assert {n: m for n, m in minutes.items() if n in ("street", "district")} == told


def test_suspending_pauses_what_may_be_paused_and_the_sixty_days_run_on():
    _, clocks = happen("report", MONDAY)
    changes, clocks = happen("suspend", MONDAY + timedelta(days=1), clocks)
    assert {c.kind.value for c in changes} == {"close", "first_response"}
    before = by_kind(clocks)
    changes, clocks = happen("resume", MONDAY + timedelta(days=4), clocks)
    after = by_kind(clocks)
    assert after["close"].due_at - before["close"].due_at == timedelta(days=3)
    assert after["close"].paused_seconds == 3 * 86400
    assert after["hard_close"].due_at == before["hard_close"].due_at
    assert after["close"].state == "running"


def test_a_paused_clock_that_turns_red_runs_again():
    _, clocks = happen("report", MONDAY)
    _, clocks = happen("suspend", MONDAY + timedelta(days=1), clocks)
    _, clocks = happen("grade", MONDAY + timedelta(days=2), clocks, level=R1)
    close = by_kind(clocks)["close"]
    assert close.state == "running"
    assert close.level == "R1"


def test_raising_only_shortens_and_nothing_is_late_the_moment_it_is_raised():
    _, clocks = happen("report", MONDAY)
    _, clocks = happen("dispatch", MONDAY, clocks)
    _, clocks = happen("sign", MONDAY, clocks)
    later = MONDAY + timedelta(hours=20)
    changes, clocks = happen("grade", later, clocks, level=R1, is_dv=True)
    contact = by_kind(clocks)["first_contact"]
    assert contact.due_at == later + timedelta(minutes=30)
    assert all(c.due_at >= later for c in clocks)
    assert any(c.kind is ClockKind.REASSESS for c in changes)


def test_a_raised_clock_warns_within_its_new_time():
    _, clocks = happen("report", MONDAY)
    later = MONDAY + timedelta(hours=5)
    changes, _ = happen("grade", later, clocks, level=R1)
    contact = next(c for c in changes if c.kind is ClockKind.FIRST_CONTACT)
    marks = [(int((m.at - later).total_seconds() / 60), m.name) for m in contact.marks]
    assert marks == [(15, "50"), (24, "80"), (30, "100"), (30, "street"), (45, "district")]


def test_a_resumed_clock_does_not_repeat_what_lies_behind():
    _, clocks = happen("report", MONDAY)
    _, clocks = happen("suspend", MONDAY + timedelta(days=9), clocks)
    at = MONDAY + timedelta(days=10)
    changes, _ = happen("resume", at, clocks)
    close = next(c for c in changes if c.kind is ClockKind.CLOSE)
    assert [m.name for m in close.marks] == ["80", "100", "street", "district"]
    assert all(m.at > at for m in close.marks)


def test_raising_keeps_an_earlier_deadline():
    _, clocks = happen("report", MONDAY)
    later = MONDAY + timedelta(hours=23, minutes=50)
    _, clocks = happen("grade", later, clocks, level=R1)
    assert by_kind(clocks)["first_contact"].due_at == MONDAY + timedelta(hours=24)


def test_lowering_counts_from_the_start():
    _, clocks = happen("report", MONDAY, level=R2, is_dv=True)
    _, clocks = happen("downgrade", MONDAY + timedelta(hours=1), clocks, level=R3, is_dv=True)
    assert by_kind(clocks)["first_contact"].due_at == MONDAY + timedelta(hours=24)


def test_assessments_of_a_red_case_follow_after_a_day_and_then_weekly():
    _, clocks = happen("report", MONDAY, level=R1, is_dv=True)
    at = MONDAY + timedelta(hours=1)
    _, clocks = happen("grade", at, clocks, level=R1, is_dv=True)
    first = by_kind(clocks)["reassess"]
    assert (first.turn, first.due_at) == (1, at + timedelta(hours=24))
    at += timedelta(hours=20)
    _, clocks = happen("grade", at, clocks, level=R1, is_dv=True)
    second = by_kind(clocks)["reassess"]
    assert (second.turn, second.due_at.date()) == (2, at.date() + timedelta(days=7))


def test_a_grade_that_a_clock_made_leaves_the_assessment_owed():
    _, clocks = happen("report", MONDAY, level=R0, is_dv=True)
    at = MONDAY + timedelta(hours=2)
    _, clocks = happen("grade", at, clocks, level=R2, is_dv=True, assessed=False)
    assert by_kind(clocks)["assess"].due_at == at
    assert "reassess" not in by_kind(clocks)


def test_an_extension_lengthens_closing_but_not_past_the_sixtieth_day():
    _, clocks = happen("report", MONDAY)
    at = MONDAY + timedelta(days=3)
    changes, extended = happen("extend_approve", at, clocks, extended_days=15)
    assert by_kind(extended)["close"].due_at.date() == date(2026, 4, 1)
    assert by_kind(extended)["close"].extended_days == 15
    assert "80+15" in [m.name for m in changes[0].marks]
    _, long = happen("extend_approve", at, clocks, extended_days=300)
    assert by_kind(long)["close"].due_at == by_kind(long)["hard_close"].due_at


def test_the_sixtieth_day_of_a_petition_moves_with_the_closing():
    _, clocks = happen("report", MONDAY, petition=True)
    _, clocks = happen("accept", MONDAY, clocks, petition=True)
    at = MONDAY + timedelta(days=3)
    more = {"extended_days": 30, "extends": ClockKind.HARD_CLOSE, "petition": True}
    _, extended = happen("extend_approve", at, clocks, **more)
    for kind in ("close", "hard_close"):
        moved = by_kind(extended)[kind].due_at - by_kind(clocks)[kind].due_at
        assert moved == timedelta(days=30)


ONCE, TWICE = Extension(1, 15, Scope.STREET), Extension(2, 15, Scope.STREET)
STOP = Extension(1, 30, Scope.DISTRICT)


@pytest.mark.parametrize(
    ("so_far", "closing", "stop", "clock", "times"),
    [
        (0, ONCE, STOP, "close", 1),
        (1, ONCE, STOP, "hard_close", 2),
        (2, ONCE, STOP, "hard_close", 2),
        (1, TWICE, STOP, "close", 2),
        (2, TWICE, STOP, "hard_close", 3),
        (0, None, STOP, "hard_close", 1),
        (1, ONCE, None, "close", 1),
        (0, None, None, None, None),
    ],
)
def test_the_closing_is_extended_before_the_upper_limit(so_far, closing, stop, clock, times):
    found = next_extension(so_far, closing, stop)
    assert (found and (found.clock.value, found.rule.times)) == (clock and (clock, times))


def test_closing_plans_the_visits_of_the_colour_and_ends_everything_else():
    _, clocks = happen("report", MONDAY, level=R2)
    _, clocks = happen("close_apply", MONDAY, clocks, level=R2)
    changes, clocks = happen("close_approve", MONDAY, clocks, level=R2)
    assert {c.kind for c in clocks} == {"visit"}
    assert [c.due_at.date().isoformat() for c in clocks] == [
        "2026-03-09", "2026-03-17", "2026-04-01", "2026-05-01",
    ]  # fmt: skip
    states = {c.kind.value: c.state for c in changes if c.effect is not Effect.START}
    assert states["close"] == states["review"] == "met"
    assert states["first_contact"] == "waived"
    done, clocks = happen("visit", MONDAY + timedelta(days=5), clocks, level=R2, turn=1)
    assert [(c.turn, c.state) for c in done] == [(1, "met")]
    assert len(clocks) == 3


def test_what_had_passed_stays_a_breach_when_it_is_no_longer_owed():
    _, clocks = happen("report", MONDAY)
    changes, _ = happen("merge", MONDAY + timedelta(hours=25), clocks)
    states = {c.kind.value: c.state for c in changes}
    assert states["first_contact"] == "breached"
    assert states["close"] == "waived"


def test_reopening_starts_anew_and_drops_the_visits_that_were_left():
    _, clocks = happen("report", MONDAY, level=R2)
    _, clocks = happen("close_approve", MONDAY, clocks, level=R2)
    at = MONDAY + timedelta(days=8)
    _, clocks = happen("reopen", at, clocks, level=R2)
    assert {c.kind for c in clocks} == {"first_contact", "first_response", "close", "hard_close"}


def test_blue_cases_are_visited_by_sample_which_the_id_decides():
    chosen = sum(is_sampled(UUID(int=i * 7919), 20) for i in range(2000))
    assert 320 < chosen < 480
    assert is_sampled(None, 100)
    assert not is_sampled(UUID(int=1), 0)


def test_a_year_without_holidays_is_provisional_only_where_working_time_counts():
    unknown = Calendar({}, ())
    changes, _ = happen("dispatch", MONDAY, level=R4, calendar=unknown)
    assert changes[-1].provisional
    changes, _ = happen("report", MONDAY, level=R1, calendar=unknown)
    assert not any(c.provisional for c in changes)


def test_counting_again_from_the_start_gives_the_same_as_step_by_step():
    _, clocks = happen("report", MONDAY)
    _, clocks = happen("suspend", MONDAY + timedelta(days=1), clocks)
    _, clocks = happen("resume", MONDAY + timedelta(days=3), clocks)
    _, clocks = happen("extend_approve", MONDAY + timedelta(days=4), clocks, extended_days=7)
    close = by_kind(clocks)["close"]
    assert due_again(close, Limit(15, Unit.DAY), CALENDAR).at == close.due_at


def test_every_action_of_the_table_is_answered_for():
    """A new action must be given its effect on the clocks, or none on purpose."""
    silent = {"extend_apply", "extend_reject"}
    of_rooms_above = {"assist_request", "assist_feedback"}
    assert set(Action.values) - set(CHANGES) == silent
    assert set(CHANGES) - set(Action.values) == of_rooms_above


EVENTS = [e for e in CHANGES if e not in ("report", "unmerge")]


@given(
    st.sampled_from(list(RiskLevel)),
    st.booleans(),
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(list(RiskLevel)), st.integers(0, 9000)),
        max_size=12,
    ),
)
def test_whatever_happens_no_clock_is_twice_and_none_is_due_before_it_began(
    level, is_dv, petition, steps
):
    at = MONDAY
    _, clocks = happen("report", at, level=level, is_dv=is_dv, petition=petition)
    for event, new_level, minutes in steps:
        at += timedelta(minutes=minutes)
        level = new_level if event in ("grade", "downgrade") else level
        changes, clocks = happen(
            event, at, clocks, level=level, is_dv=is_dv, petition=petition, extended_days=5
        )
        ended = [(c.kind, c.turn) for c in changes if c.state in ("met", "breached", "waived")]
        assert len(ended) == len(set(ended))
        assert all(c.due_at >= c.started_at for c in clocks)
        assert all(m.at > at for c in changes for m in c.marks)
        if event in ("archive", "merge", "reject", "mark_false", "transfer_out"):
            assert clocks == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": 0}, "时限应为"),
        ({"amount": True}, "时限应为"),
        ({"unit": "fortnight"}, "单位没有"),
        ({"kind": "tea"}, "事项没有"),
        ({"level": "R9"}, "风险等级没有"),
        ({"basis": " "}, "依据"),
        ({"colour": "red"}, "没有“colour”"),
        ({"escalate": ["due 5 minute"]}, "应为四项"),
        ({"escalate": ["due 5 workday street"]}, "只能是"),
        ({"escalate": ["due 5 hour mayor"]}, "升至没有"),
        ({"extension": {"times": 1, "amount": 15, "by": "mayor"}}, "审批级别没有"),
        ({"pausable": True, "unit": "work_hour"}, "不能设为可暂停"),
        ({"becomes": "R7"}, "逾期后等级没有"),
    ],
)
def test_a_wrong_row_is_told_in_a_sentence(change, words):
    row = {"kind": "sign", "level": "R1", "amount": 15, "unit": "minute", "basis": "本区规定"}
    with pytest.raises(Refused) as refused:
        read_limits([row | change], version=2)
    assert words in refused.value.fields["0"]


def test_rows_that_leave_a_clock_without_limit_or_name_it_twice_are_refused():
    row = {"kind": "sign", "level": "R1", "amount": 15, "unit": "minute", "basis": "本区规定"}
    with pytest.raises(Refused, match="没有时限"):
        read_limits([row], version=2)
    with pytest.raises(Refused, match="相互重复"):
        read_limits([row, row], version=2)
