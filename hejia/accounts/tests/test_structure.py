"""Roles, agencies and tokens: what changes at once, what is refused, what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hejia.accounts.commands.agencies import AgencySpec, create_agency, edit_agency
from hejia.accounts.commands.roles import create_role, edit_role, load_default_roles
from hejia.accounts.commands.tokens import revoke_token
from hejia.accounts.models import Agency, Change, Role, Token
from hejia.accounts.public import (
    agencies_at,
    agency,
    authenticate_token,
    community_federation,
    district_federation,
    issue_token,
    street_federation,
)
from hejia.accounts.queries.defaults import RoleSpec
from hejia.accounts.queries.history import history_of
from hejia.accounts.vocabulary import AgencyKind, Subject
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.places.models import Area
from hejia.testing.cast import SINCE, loaded
from hejia.testing.ground import COMMUNITY, STREET

NOW = SINCE + timedelta(days=50)


def spec_of(role: Role, **changes) -> RoleSpec:
    facts = {
        "code": role.code,
        "name": role.name,
        "scope": role.scope,
        "permissions": tuple(role.permissions),
        "duty": role.duty,
        "note": role.note,
    }
    return RoleSpec(**facts | changes)


def test_a_changed_role_is_felt_with_the_next_request(community, secadmin):
    role = Role.objects.get(code="community_wf")
    less = tuple(name for name in role.permissions if name != "cases.sign")
    edit_role(role.pk, spec_of(role, permissions=less), valid=True, seen=1, actor=secadmin, now=NOW)
    assert not loaded(community.pk).may("cases.sign")
    assert loaded(community.pk).may("cases.handle")
    (change,) = history_of(Subject.ROLE, str(role.pk))
    assert (change.actor, change.action) == (secadmin.name, "修改")
    assert [(one.label, one.before) for one in change.differences] == [("权限", "去掉 签收")]


def test_a_role_out_of_use_permits_nothing(community, secadmin):
    role = Role.objects.get(code="community_wf")
    edit_role(role.pk, spec_of(role), valid=False, seen=1, actor=secadmin, now=NOW)
    assert loaded(community.pk).sight.permissions == frozenset()


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("community_wf", {"permissions": ("cases.view", "accounts.manage")}, "permissions"),
        ("community_wf", {"permissions": ("cases.veiw",)}, "permissions"),
        ("sysadmin", {"permissions": ("accounts.manage", "cases.view")}, "permissions"),
        ("sysadmin", {"scope": "district"}, "permissions"),
        ("sysadmin", {"duty": "audit", "permissions": ("audit.view",)}, "duty"),
        ("community_wf", {"name": "街道妇联"}, "name"),
        ("community_wf", {"name": ""}, "name"),
    ],
)
def test_a_role_that_cannot_be_is_refused_and_nothing_changes(secadmin, code, changes, field):
    role = Role.objects.get(code=code)
    with pytest.raises(Refused) as refused:
        edit_role(role.pk, spec_of(role, **changes), valid=True, seen=1, actor=secadmin, now=NOW)
    assert field in refused.value.fields
    role.refresh_from_db()
    assert role.version == 1
    assert not Change.objects.filter(subject="role").exists()


def test_nobody_changes_the_own_role(secadmin):
    role = Role.objects.get(code="secadmin")
    with pytest.raises(Refused, match="oneself"):
        edit_role(role.pk, spec_of(role), valid=True, seen=1, actor=secadmin, now=NOW)


def test_the_second_of_two_editors_of_a_role_is_told(secadmin):
    role = Role.objects.get(code="visitor")
    edit_role(role.pk, spec_of(role, note="甲"), valid=True, seen=1, actor=secadmin, now=NOW)
    with pytest.raises(Stale):
        edit_role(role.pk, spec_of(role, note="乙"), valid=True, seen=1, actor=secadmin, now=NOW)
    assert Role.objects.get(code="visitor").note == "甲"


def test_a_new_role_and_what_is_wrong_with_one(secadmin):
    made = create_role(
        RoleSpec("volunteer", "志愿者", "own_tasks", ("cases.view",)), actor=secadmin, now=NOW
    )
    assert made.permissions == ["cases.view"]
    for code in ("volunteer", "Bad Code"):
        with pytest.raises(Refused) as refused:
            create_role(RoleSpec(code, "另一个", "street", ()), actor=secadmin, now=NOW)
        assert "code" in refused.value.fields


def test_loading_the_defaults_again_leaves_what_was_changed(secadmin):
    role = Role.objects.get(code="visitor")
    edit_role(role.pk, spec_of(role, note="改过"), valid=True, seen=1, actor=secadmin, now=NOW)
    Role.objects.filter(code="neighbour").exclude(posts__isnull=False).delete()
    load_default_roles()
    assert Role.objects.get(code="visitor").note == "改过"
    assert Role.objects.filter(code="neighbour").count() == 1


def test_the_federations_are_found_by_their_areas_without_a_statement(
    cast, django_assert_num_queries
):
    street, here = Area.objects.get(code=STREET).pk, Area.objects.get(code=COMMUNITY).pk
    assert agencies_at(street, AgencyKind.POLICE_STATION)  # agencies come into memory
    with django_assert_num_queries(0):
        assert community_federation(here).code == f"FL-{COMMUNITY}"
        assert street_federation(street).code == f"FL-{STREET}"
        assert district_federation().code == "FL"
        assert [one.name for one in agencies_at(street, AgencyKind.POLICE_STATION)] == [
            "坂田派出所"
        ]
        assert community_federation(street).code == f"FL-{STREET}"
        assert community_federation(999999) is None
    with pytest.raises(Missing):
        agency(30000)


def agency_spec(**changes) -> AgencySpec:
    facts = {
        "code": "GQT",
        "name": "龙岗团区委",
        "kind": "other",
        "area_id": Area.objects.get(level=1).pk,
        "parent_id": None,
    }
    return AgencySpec(**facts | changes)


def test_a_new_agency_takes_the_level_of_its_area_and_is_known_at_once(sysadmin):
    made = create_agency(agency_spec(), actor=sysadmin, now=NOW)
    assert made.level == "district"
    assert agency(made.pk).name == "龙岗团区委"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "FL"}, "code"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"kind": "pub"}, "kind"),
        ({"area_id": 999999}, "area"),
        ({"parent_id": 30000}, "parent"),
    ],
)
def test_an_agency_that_cannot_be_is_refused_at_its_field(sysadmin, changes, field):
    before = Agency.objects.count()
    with pytest.raises(Refused) as refused:
        create_agency(agency_spec(**changes), actor=sysadmin, now=NOW)
    assert list(refused.value.fields) == [field]
    assert Agency.objects.count() == before


def test_the_tree_never_bites_its_tail(sysadmin):
    top, below = Agency.objects.get(code="FL"), Agency.objects.get(code=f"FL-{COMMUNITY}")
    spec = agency_spec(code="FL", name=top.name, kind=top.kind, parent_id=below.pk)
    with pytest.raises(Refused) as refused:
        edit_agency(top.pk, spec, valid=True, seen=1, actor=sysadmin, now=NOW)
    assert list(refused.value.fields) == ["parent"]


def test_an_agency_where_somebody_serves_stays_in_use(sysadmin):
    station = Agency.objects.get(code=f"GA-{STREET}")
    spec = AgencySpec(station.code, station.name, station.kind, station.area_id, station.parent_id)
    with pytest.raises(Refused, match="agency_in_use"):
        edit_agency(station.pk, spec, valid=False, seen=1, actor=sysadmin, now=NOW)
    station.refresh_from_db()
    assert station.valid


def test_a_token_acts_for_its_holder_in_one_statement(community, django_assert_num_queries):
    raw = issue_token("community", now=NOW)
    authenticate_token(raw, NOW)
    with django_assert_num_queries(1):
        person = authenticate_token(raw, NOW + timedelta(hours=1))
        assert person.may("cases.sign")
    assert person == community
    assert person.sight.lanes == community.sight.lanes
    assert raw.encode() not in bytes(Token.objects.get().digest)


def test_its_use_is_noted_at_most_once_a_minute(community):
    raw = issue_token("community", now=NOW)
    for seconds, noted in ((0, 0), (59, 0), (61, 61), (100, 61)):
        authenticate_token(raw, NOW + timedelta(seconds=seconds))
        assert Token.objects.get().last_used_at == NOW + timedelta(seconds=noted)


def test_a_token_is_narrowed_to_its_scopes(community):
    raw = issue_token("community", now=NOW, scopes=["cases.view", "cases.dispatch"])
    person = authenticate_token(raw, NOW)
    assert person.may("cases.view")
    assert not person.may("cases.sign")
    assert not person.may("cases.dispatch")


def test_a_token_ends_when_it_is_old_revoked_or_its_holder_locked(community, sysadmin):
    raw = issue_token("community", now=NOW, lasts=timedelta(days=1))
    assert authenticate_token(raw, NOW + timedelta(days=1)) is None
    assert authenticate_token(raw, NOW) is not None
    type(community).objects.filter(pk=community.pk).update(status="locked")
    assert authenticate_token(raw, NOW) is None
    type(community).objects.filter(pk=community.pk).update(status="active")
    revoke_token(Token.objects.get().pk, actor=sysadmin, now=NOW)
    assert authenticate_token(raw, NOW) is None
    with pytest.raises(Missing):
        revoke_token(Token.objects.get().pk, actor=sysadmin, now=NOW)


@pytest.mark.parametrize("raw", ["", "hj_", "hj_guess", "community"])
def test_a_guess_is_nobody(community, raw):
    assert authenticate_token(raw, NOW) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lasts": timedelta(days=400)}, "days"),
        ({"lasts": timedelta()}, "days"),
        ({"name": " "}, "name"),
        ({"scopes": ["cases.veiw"]}, "scopes"),
    ],
)
def test_a_token_that_cannot_be_is_refused(community, facts, field):
    with pytest.raises(Refused) as refused:
        issue_token("community", now=NOW, **facts)
    assert list(refused.value.fields) == [field]
    assert not Token.objects.exists()


def test_the_choice_of_a_post_on_the_pages_does_not_bind_a_program(community):
    raw = issue_token("community", now=timezone.now())
    type(community).objects.filter(pk=community.pk).update(acting_post_id=1)
    assert authenticate_token(raw, timezone.now()).may("cases.sign")


def test_nobody_gets_a_token_for_nobody(community):
    with pytest.raises(Missing):
        issue_token("no-such-login", now=NOW)
