"""The definitions of kinds: sound ones are read, each fault is named; the rules they lean on."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from hejia.kernel.errors import Missing
from hejia.ledger.definitions import BadKind, kind, kinds, read_kind
from hejia.ledger.reckoning import difference, in_time, meets, saved
from hejia.ledger.workflow import ENTRY

GOOD = """
id = "thing"
label = "事"
section = "活动与宣传"
[[field]]
name = "size"
label = "大小"
type = "whole"
unit = "个"
"""


def test_the_issue_s_kinds_are_all_there():
    assert set(kinds()) == {
        "activity", "training", "publicity", "selection", "contract_review", "archive", "purchase",
        "asset", "asset_count", "contract", "survey", "plan_monitor", "plan_task",
    }  # fmt: skip


def test_no_kind_asks_more_than_eight_things_of_its_own():
    asked = {one.id: sum(f.required for f in one.stated) for one in kinds().values()}
    assert max(asked.values()) <= 8, asked


def test_labels_within_a_kind_are_told_apart_for_a_sheet_names_columns_by_them():
    for one in kinds().values():
        heads = ["单位", "名称", one.date_label, *(["结束日期"] if one.lasts else [])]
        labels = [*heads, *(f.label for f in one.fields), *filter(None, [one.persons, one.money])]
        assert len(labels) == len(set(labels)), one.id


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('stray = "x"', "unknown key 'stray'"),
        ('section = "别处"', "no section"),
        ('unique = ["nothing"]', "'nothing' is not there"),
        ('evidence = ["rumour"]', "'rumour' is no type"),
        ('filled = ["nothing"]', "'nothing' is not there"),
    ],
)
def test_a_flaw_of_a_definition_is_named(more, told):
    rows = tomllib.loads(GOOD) | tomllib.loads(more)
    with pytest.raises(BadKind, match=told):
        read_kind(rows, "thing.toml")


def test_a_field_of_no_type_or_rule_is_refused():
    rows = tomllib.loads(GOOD)
    for fault in ({"type": "colour"}, {"rule": "guess"}, {"name": "title"}, {"label": ""}):
        with pytest.raises(BadKind):
            read_kind(rows | {"field": [rows["field"][0] | fault]}, "thing.toml")


def test_a_kind_there_is_not_is_missing():
    with pytest.raises(Missing):
        kind("nothing")


def test_every_file_of_kinds_is_read_by_its_own_name():
    for file in files("hejia.ledger").joinpath("kinds").iterdir():
        assert kind(file.name.removesuffix(".toml")).id == file.name.removesuffix(".toml")


@pytest.mark.parametrize(
    ("direction", "actual", "held"),
    [
        ("≥", "95", True), ("≥", "94.99", False), ("≤", "95", True), ("≤", "95.01", False),
        ("=", "95", True), ("=", "95.0", True), ("=", "94", False),
    ],
)  # fmt: skip
def test_a_target_is_met_in_its_own_direction(direction, actual, held):
    stated = {"direction": direction, "actual": Decimal(actual), "target": Decimal(95)}
    assert meets(stated) is held


def test_what_is_not_there_yet_is_neither_met_nor_late():
    assert meets({"target": Decimal(95)}) is None
    assert in_time({"due_on": date(2026, 3, 4)}) is None
    assert difference({"booked": Decimal(1)}) is None
    assert saved({"price": Decimal(1)}) is None


def test_the_last_day_is_in_time_and_the_next_is_not():
    due = date(2026, 3, 4)
    assert in_time({"due_on": due, "done_on": due}) is True
    assert in_time({"due_on": due, "done_on": date(2026, 3, 5)}) is False


LIFE = """
record amend attach drop advance submit return approve report correct void
(new) draft . . . . . . . . . .
draft . = = = = submitted . . . . void
returned . = = = = submitted . . . . void
submitted . . . . . . returned approved . . .
approved . . . . . . . . submitted draft .
void . . . . . . . . . . .
"""


def test_the_life_of_a_record():
    assert [line.split() for line in ENTRY.grid().splitlines()] == [
        line.split() for line in LIFE.strip().splitlines()
    ]
