"""Limits and dispatch rules are changed on pages, by version, and judge what comes after."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hejia.accounts.models import Person
from hejia.cases.jobs import tick
from hejia.cases.models import Clock, RuleSet
from hejia.cases.queries.rules import limits_in_force, rows_in_force, rules_in_force
from hejia.cases.rule_forms import LimitForm, RouteForm
from hejia.kernel import reference
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import NOON, VIOLENT, tell

Enter = Callable[[Person], Client]


def typed(initial: dict[str, Any]) -> dict[str, Any]:
    """A form's initial values as a browser would send them."""
    return {
        name: "on" if value is True else value
        for name, value in initial.items()
        if value not in (None, False) and name not in ("escalate", "when", "extension")
    }


def first_contact(rows: list[dict[str, Any]]) -> int:
    return next(
        place
        for place, row in enumerate(rows)
        if (row["kind"], row["level"]) == ("first_contact", "R4")
    )


@pytest.fixture
def office(cast: Cast, enter: Enter) -> Client:
    return enter(cast.sysadmin)


def test_a_changed_limit_is_a_new_version_that_new_clocks_follow(
    cast: Cast, office: Client
) -> None:
    version, rows = rows_in_force("limits")
    place = first_contact(rows)
    sent = typed(LimitForm.initial_of(rows[place], version)) | {"amount": 8}
    answer = office.post(f"/cases/limits/{place}/", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert RuleSet.objects.get(kind="limits").version == version + 1
    assert limits_in_force().version == version + 1
    clock = Clock.objects.get(case=tell(cast.desk.sight, community=COMMUNITY), kind="first_contact")
    assert (clock.amount, clock.rule_version) == (8, version + 1)


def test_what_was_not_changed_stays_as_it_was(office: Client) -> None:
    version, rows = rows_in_force("limits")
    for place in (0, first_contact(rows), len(rows) - 1):
        sent = typed(LimitForm.initial_of(rows[place], version))
        assert office.post(f"/cases/limits/{place}/", sent).status_code == 302
        version, after = rows_in_force("limits")
        kept = {k: v for k, v in after[place].items() if k in rows[place]}
        assert kept == rows[place]


def unassessed_violence(rows: Sequence[Mapping[str, Any]]) -> int:
    return next(place for place, row in enumerate(rows) if row.get("becomes"))


def test_the_colour_of_violence_nobody_assessed_in_time_is_that_of_its_limit(
    cast: Cast, office: Client
) -> None:
    version, rows = rows_in_force("limits")
    place = unassessed_violence(rows)
    sent = typed(LimitForm.initial_of(rows[place], version))
    assert office.post(f"/cases/limits/{place}/", sent | {"becomes": "R4"}).status_code == 422
    assert office.post(f"/cases/limits/{place}/", sent | {"becomes": "R1"}).status_code == 302
    case = tell(cast.desk.sight, community=COMMUNITY, **VIOLENT)
    tick(now=NOON + timedelta(hours=2, minutes=6))
    case.refresh_from_db()
    assert (case.risk, case.risk_reasons) == ("R1", ["逾期未评估，按红色管理（本区规定）"])
    elsewhere = office.get(f"/cases/limits/{first_contact(rows)}/").content.decode()
    assert "逾期后" not in elsewhere


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ({"since3": "due", "after3": 2}, "请选择告知哪一级"),
        ({"to3": "district"}, "请选择自何时起算"),
        ({"extension_times": 1, "extension_days": "", "extension_by": "street"}, "最多延长几天"),
        ({"extension_times": 1, "extension_days": 5, "extension_by": ""}, "请选择由谁批"),
    ],
)
def test_a_limit_filled_in_by_half_is_asked_for_the_rest(
    office: Client, flaw: dict[str, Any], said: str
) -> None:
    version, rows = rows_in_force("limits")
    place = next(n for n, row in enumerate(rows) if row["kind"] == "close")
    sent = typed(LimitForm.initial_of(rows[place], version)) | flaw
    answer = office.post(f"/cases/limits/{place}/", sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not RuleSet.objects.exists()


def test_limits_are_shown_by_clock_and_colour(office: Client) -> None:
    page = office.get("/cases/limits/", {"kind": "sign", "level": "R1"}).content.decode()
    assert "共 1 行" in page
    none = office.get("/cases/limits/", {"kind": "notice", "level": "R9"}).content.decode()
    assert "没有这样的时限" in none


def test_a_limit_is_not_asked_what_makes_no_difference_to_it(office: Client) -> None:
    _, rows = rows_in_force("limits")
    asked = {
        kind: office.get(
            f"/cases/limits/{next(n for n, r in enumerate(rows) if r['kind'] == kind)}/"
        ).content.decode()
        for kind in ("sign", "visit", "close")
    }
    assert [kind for kind, page in asked.items() if 'name="sample"' in page] == ["visit"]
    assert [kind for kind, page in asked.items() if 'name="extension_days"' in page] == ["close"]


def test_a_limit_without_basis_is_refused_and_nothing_saved(office: Client) -> None:
    version, rows = rows_in_force("limits")
    sent = typed(LimitForm.initial_of(rows[0], version)) | {"basis": " "}
    answer = office.post("/cases/limits/0/", sent)
    assert answer.status_code == 422
    assert not RuleSet.objects.exists()


def test_two_administrators_do_not_overwrite_each_other(office: Client) -> None:
    version, rows = rows_in_force("limits")
    sent = typed(LimitForm.initial_of(rows[0], version))
    office.post("/cases/limits/0/", sent | {"amount": 20})
    answer = office.post("/cases/limits/0/", sent | {"amount": 30})
    assert answer.status_code == 422
    assert "另一位管理员" in answer.content.decode()
    assert rows_in_force("limits")[1][0]["amount"] == 20


def test_a_new_rule_dispatches_the_next_case(cast: Cast, office: Client) -> None:
    version, _ = rows_in_force("routes")
    sent = {
        "seen": version,
        "order": 5,
        "name": "离婚纠纷由街道办理",
        "enabled": "on",
        "target": "street",
        "field1": "dispute_type",
        "op1": "in",
        "value1": "离婚",
    }
    assert office.post("/cases/routes/new/", sent).status_code == 302
    assert rules_in_force()[0].name == "离婚纠纷由街道办理"
    divorce = tell(cast.desk.sight, community=COMMUNITY, type="102")
    quarrel = tell(cast.desk.sight, community=COMMUNITY, type="101")
    assert divorce.holder_id == cast.street.sight.agency_ids[0]
    assert quarrel.holder_id == cast.community.sight.agency_ids[0]


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ({"order": 10}, "次序 10 与另一条规则相同"),
        ({"value1": "没有这种"}, "没有这种"),
        ({"op1": "between"}, "不能用"),
        ({"target": "agency", "target_code": ""}, "单位代码"),
        ({"target": "agency", "target_code": "no-such"}, "这个机构已不在用"),
        ({"field2": "", "value2": "离婚"}, "请选择项目"),
        ({"op1": ""}, "条件 1：请选择如何比较"),
        ({"value1": " "}, "条件 1：请填写值"),
        ({"order": "0"}, "次序应为 1 到 9999 的整数。"),
    ],
)
def test_a_rule_that_cannot_be_right_is_told(
    office: Client, flaw: dict[str, Any], said: str
) -> None:
    version, _ = rows_in_force("routes")
    sent = {"seen": version, "order": 5, "name": "x", "enabled": "on", "target": "street"}
    sent |= {"field1": "dispute_type", "op1": "in", "value1": "离婚"}
    answer = office.post("/cases/routes/new/", sent | flaw)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RuleSet.objects.exists()


def test_a_rule_is_edited_and_removed(office: Client) -> None:
    version, rows = rows_in_force("routes")
    sent = typed(RouteForm.initial_of(rows[-1], version)) | {"name": "换个名称"}
    answer = office.post(f"/cases/routes/{len(rows) - 1}/", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert rows_in_force("routes")[1][-1]["name"] == "换个名称"
    office.post(f"/cases/routes/{len(rows) - 1}/drop", {"seen": version + 1})
    assert len(rows_in_force("routes")[1]) == len(rows) - 1


def test_editing_a_rule_loses_nothing_of_it(office: Client) -> None:
    version, rows = rows_in_force("routes")
    when = [
        {"field": "dispute_type", "op": "within", "value": ["20"]},
        {"field": "risk", "op": "in", "value": ["R1", "R2"]},
        {"field": "time", "op": "between", "value": ["20:00", "08:00"]},
        {"field": "is_dv", "op": "is", "value": True},
    ]
    valid = {"valid_from": "2026-03-02", "valid_until": "2026-12-31"}
    rule = {
        "order": 7777,
        "name": "夜间",
        "enabled": True,
        "target": "street",
        "notify": ["district"],
    }
    RuleSet.objects.create(
        kind="routes", version=version + 1, rows=[*rows, rule | valid | {"when": when}],
        valid_from=timezone.now(), saved_at=timezone.now(), note="",
    )  # fmt: skip
    reference.changed()
    path = f"/cases/routes/{len(rows)}/"
    form = office.get(path).context["form"]
    sent = typed(form.initial) | {"name": "夜间值守"}
    assert office.post(path, sent).status_code == 302
    assert rows_in_force("routes")[1][-1] == rule | valid | {"when": when, "name": "夜间值守"}


def test_the_rules_can_be_tried(office: Client) -> None:
    asked = {"dispute_type": "201", "community": COMMUNITY, "risk": "R0"}
    page = office.get("/cases/routes/", asked).content.decode()
    assert "五和社区妇联" in page
    assert "同时告知" in page


@pytest.mark.parametrize("path", ["/cases/limits/", "/cases/limits/0/", "/cases/routes/"])
def test_who_may_not_change_rules_finds_no_page(cast: Cast, enter: Enter, path: str) -> None:
    assert enter(cast.sysadmin).get(path).status_code == 200
    assert enter(cast.community).get(path).status_code == 404
