"""The limits a fresh district finds, as domain §1.5 has them: a second hand must sign a change."""

from itertools import groupby

from hejia.cases.limits import TimeLimit, default_limits

# Clock: colour (to whom, which turn) amount unit; … and all later turns, ‖ stands while suspended.
SIGNED = """
dispatch: R1 15 minute, R2 30 minute, R3 2 work_hour, R4 4 work_hour, R0 dv 30 minute, R0 not_dv 4 work_hour
notice: R1 petition 15 day, R2 petition 15 day, R3 petition 15 day, R4 petition 15 day, R0 petition 15 day
sign: R1 15 minute, R2 1 hour, R3 4 work_hour, R4 1 workday, R0 dv 1 hour, R0 not_dv 1 workday
first_contact: R1 30 minute, R2 4 hour, R3 24 hour, R4 24 hour, R0 dv 4 hour, R0 not_dv 24 hour
assess: R1 dv 2 hour, R2 dv 2 hour, R3 dv 2 hour, R4 dv 2 hour, R0 dv 2 hour, R0 not_dv 24 hour
reassess: R1 24 hour, R1 #2 7 day…, R2 7 day, R2 #2 30 day…, R3 dv 30 day…
first_response: R1 24 hour, R2 24 hour ‖, R3 3 day ‖, R4 5 day ‖, R0 dv 24 hour ‖, R0 not_dv 5 day ‖
assist: R1 4 hour, R2 24 hour, R3 3 workday, R4 5 workday, R0 dv 24 hour, R0 not_dv 5 workday
close: R1 15 day, R2 15 day ‖, R3 15 day ‖, R4 15 day ‖, R0 15 day ‖
hard_close: R1 petition 60 day, R1 not_petition 60 day, R2 petition 60 day, R2 not_petition 60 day, R3 petition 60 day, R3 not_petition 60 day, R4 petition 60 day, R4 not_petition 60 day, R0 petition 60 day, R0 not_petition 60 day
review: R1 1 workday, R2 1 workday, R3 2 workday, R4 2 workday, R0 2 workday
visit: R1 1 day, R1 #2 3 day, R1 #3 7 day, R1 #4 15 day, R1 #5 30 day, R1 #6 60 day, R2 7 day, R2 #2 15 day, R2 #3 30 day, R2 #4 60 day, R3 15 day, R3 #2 60 day, R4 30 day 20%, R0 30 day 20%
"""  # noqa: E501 one line for each clock


def said(row: TimeLimit) -> str:
    applies = "" if row.applies == "always" else f" {row.applies.value}"
    turn = f" #{row.turn}" if row.turn > 1 else ""
    limit = f"{row.limit.amount} {row.limit.unit.value}"
    sample = f" {row.sample}%" if row.sample != 100 else ""
    paused = " ‖" if row.pausable else ""
    return f"{row.level.value}{applies}{turn} {limit}{'…' if row.repeats else ''}{paused}{sample}"


def test_every_limit_is_the_one_that_was_signed() -> None:
    by_kind = groupby(default_limits().rows, key=lambda row: row.kind.value)
    found = [f"{kind}: {', '.join(map(said, rows))}" for kind, rows in by_kind]
    assert found == SIGNED.strip().splitlines()


def test_every_extension_is_the_one_that_was_signed() -> None:
    found = {
        (row.kind.value, row.level.value): (e.times, e.days, e.by.value)
        for row in default_limits().rows
        if (e := row.extension) is not None
    }
    levels = ("R1", "R2", "R3", "R4", "R0")
    street = ("R3", "R4")
    signed = {("close", n): (1, 15, "street" if n in street else "district") for n in levels}
    assert found == signed | {("hard_close", level): (1, 30, "district") for level in levels}
