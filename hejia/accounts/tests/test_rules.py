"""The pure rules: passwords, lockout, 三员分立, and the roles we ship."""

from datetime import UTC, datetime, timedelta

import pytest

from hejia.accounts.lockout import FAILURES, RESTS, Tally, after_failure, locked_until
from hejia.accounts.passwords import fault_of, one_time_code
from hejia.accounts.permissions import PERMISSIONS, groups, unknown
from hejia.accounts.queries.defaults import RoleSpec, default_roles
from hejia.accounts.queries.defaults import fault_of as fault_of_spec
from hejia.accounts.separation import fault_of_role, fault_of_roles
from hejia.accounts.sight import RoleFacts

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Short-1a", "至少 10 位"),
        ("alllowercase1", "至少 3 种"),
        ("1234567890-", "至少 3 种"),
        ("Community-77x", "登录名"),
        ("Password-2026", "太容易"),
        ("Aa1-Aa1-Aa1-", "太容易"),
        ("Aa1-" * 40, "最多 128"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, word):
    assert word in fault_of(password, "community")


@pytest.mark.parametrize("password", ["Kite-Over-88", "春天的风Wind77", "u9!Xm2#Qp4vT"])
def test_a_good_password_is_taken(password):
    assert fault_of(password, "community") == ""


def test_a_one_time_code_has_no_letters_that_sound_or_look_alike():
    code = one_time_code(lambda letters: letters[-1])
    assert code == "ZZZZ-9999-ZZZZ"
    assert not set("0O1lI") & set(one_time_code(lambda letters: letters[0]))


def test_the_fifth_mistake_locks_for_fifteen_minutes():
    tally = Tally()
    for second in range(FAILURES - 1):
        tally = after_failure(tally, NOW + timedelta(seconds=second))
        assert locked_until(tally, NOW + timedelta(seconds=second)) is None
    tally = after_failure(tally, NOW)
    assert tally.until == NOW + RESTS == NOW + timedelta(minutes=15)
    assert locked_until(tally, NOW + RESTS - timedelta(seconds=1)) == NOW + RESTS
    assert locked_until(tally, NOW + RESTS) is None


def test_after_a_rest_counting_begins_anew():
    locked = Tally(FAILURES, NOW, NOW + RESTS)
    assert after_failure(locked, NOW + RESTS).failures == 1
    old = Tally(FAILURES - 1, NOW, None)
    assert after_failure(old, NOW + RESTS).failures == 1
    assert after_failure(old, NOW + RESTS - timedelta(seconds=1)).until is not None


def role(duty: str, code: str = "r") -> RoleFacts:
    return RoleFacts(1, code, "某角色", "none", duty, frozenset())


@pytest.mark.parametrize("first", ["system", "security", "audit", ""])
@pytest.mark.parametrize("second", ["system", "security", "audit", ""])
def test_no_two_of_the_three_and_no_business_beside_them(first, second):
    fault = fault_of_roles([role(first)], role(second))
    assert bool(fault) == (first != second)


@pytest.mark.parametrize(
    ("duty", "scope", "permissions"),
    [
        ("", "district", {"accounts.manage"}),
        ("", "district", {"cases.view", "roles.manage"}),
        ("system", "none", {"accounts.manage", "roles.manage"}),
        ("system", "none", {"accounts.manage", "cases.view"}),
        ("security", "none", {"roles.manage", "audit.view"}),
        ("audit", "none", {"audit.view", "insight.view"}),
        ("audit", "district", {"audit.view"}),
    ],
)
def test_a_role_that_would_join_what_must_be_apart_is_refused(duty, scope, permissions):
    assert "三员分立" in fault_of_role(duty, scope, permissions)


def test_the_three_as_they_should_be_are_taken():
    assert fault_of_role("system", "none", {"accounts.manage", "codes.manage"}) == ""
    assert fault_of_role("security", "none", {"roles.manage"}) == ""
    assert fault_of_role("audit", "none", {"audit.view"}) == ""
    assert fault_of_role("", "district", {"cases.view", "codes.manage"}) == ""


def test_the_shipped_roles_are_sound_and_name_only_known_permissions():
    roles = {spec.code: spec for spec in default_roles()}
    assert len(roles) == 22
    assert not unknown({name for spec in roles.values() for name in spec.permissions})
    administrators = {spec.code: spec.duty for spec in roles.values() if spec.duty}
    assert administrators == {"sysadmin": "system", "secadmin": "security", "auditor": "audit"}
    for code in administrators:
        assert not {n for n in roles[code].permissions if n.startswith(("cases.", "parties."))}


def test_no_shipped_role_both_handles_and_visits_without_leave():
    roles = {spec.code: set(spec.permissions) for spec in default_roles()}
    assert "cases.close_approve" not in roles["community_wf"]
    assert "cases.handle" not in roles["visitor"]
    assert "cases.downgrade" in roles["district_leader"]
    assert [code for code, held in roles.items() if "cases.downgrade" in held] == [
        "district_leader"
    ]


def test_a_misspelt_permission_is_refused_by_name():
    spec = RoleSpec("x", "某角色", "district", ("cases.veiw",))
    assert "cases.veiw" in fault_of_spec(spec)
    assert "范围" in fault_of_spec(RoleSpec("x", "某角色", "galaxy", ()))


def test_the_matrix_shows_every_permission_once():
    shown = [one.name for _, permissions in groups() for one in permissions]
    assert sorted(shown) == sorted(PERMISSIONS)
    assert len(shown) == len(set(shown))
