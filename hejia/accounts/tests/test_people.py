"""People and posts: who may be given what, by whom, and what is kept of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from hejia.accounts.commands.people import PersonFacts, create_person, edit_person, set_status
from hejia.accounts.commands.posts import choose_post, end_post, give_post
from hejia.accounts.models import Agency, Change, Person, Post, Role, Token
from hejia.accounts.public import issue_token, people_with, person_by_key
from hejia.accounts.queries.history import history_of
from hejia.accounts.queries.people import people, person_page
from hejia.accounts.vocabulary import PersonStatus, Subject
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.places.models import Area
from hejia.testing.cast import SINCE, loaded
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY, STREET

NOW = SINCE + timedelta(days=50)


def role(code: str) -> int:
    return Role.objects.get(code=code).pk


def agency(code: str) -> int:
    return Agency.objects.get(code=code).pk


def area(code: str) -> int:
    return Area.objects.get(code=code).pk


@pytest.fixture
def newcomer(sysadmin):
    person, _ = create_person(
        PersonFacts("newcomer", "新演来", "10012345678"), actor=sysadmin, now=NOW
    )
    return person


def post(person, where: str, what: str, *, by, ground: str | None = None):
    return give_post(
        person.pk,
        agency_id=agency(where),
        role_id=role(what),
        area_id=area(ground) if ground else None,
        actor=by,
        now=NOW,
    )


def test_a_new_account_gets_a_code_and_no_power(sysadmin):
    person, code = create_person(
        PersonFacts(" Li.Min ", "李演敏", "10012345678"), actor=sysadmin, now=NOW
    )
    assert (person.login, person.must_change) == ("li.min", True)
    assert person.check_password(code)
    assert person_by_key(person.pk, NOW).sight.permissions == frozenset()
    assert [change.action for change in history_of(Subject.PERSON, str(person.pk))] == ["新建"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PersonFacts("1abc", "某人"), "login"),
        (PersonFacts("ab", "某人"), "login"),
        (PersonFacts("community", "某人"), "login"),
        (PersonFacts("newname", " "), "name"),
        (PersonFacts("newname", "某人", "12345"), "phone"),
        (PersonFacts("newname", "某人", "", "robot"), "kind"),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(sysadmin, facts, field):
    people_before, changes_before = Person.objects.count(), Change.objects.count()
    with pytest.raises(Refused) as refused:
        create_person(facts, actor=sysadmin, now=NOW)
    assert list(refused.value.fields) == [field]
    assert (Person.objects.count(), Change.objects.count()) == (people_before, changes_before)


def test_a_phone_is_sealed_in_the_table_and_masked_in_history(newcomer, sysadmin):
    facts = PersonFacts("newcomer", "新演来", "10087654321")
    edit_person(newcomer.pk, facts, seen=1, actor=sysadmin, now=NOW)
    change = Change.objects.latest("id")
    assert change.before == {"手机号": "100****5678"}
    assert change.after == {"手机号": "100****4321"}
    raw = Person.objects.raw("SELECT id, phone::text AS written FROM accounts_person")
    assert not any("87654321" in row.written for row in raw)


def test_a_phone_that_masks_alike_still_shows_as_changed(newcomer, sysadmin):
    facts = PersonFacts("newcomer", "新演来", "10099995678")
    edit_person(newcomer.pk, facts, seen=1, actor=sysadmin, now=NOW)
    assert Change.objects.latest("id").after == {"手机号": "100****5678（已更换）"}


def test_the_second_of_two_editors_is_told(newcomer, sysadmin):
    edit_person(newcomer.pk, PersonFacts("", "甲演"), seen=1, actor=sysadmin, now=NOW)
    with pytest.raises(Stale):
        edit_person(newcomer.pk, PersonFacts("", "乙演"), seen=1, actor=sysadmin, now=NOW)
    assert Person.objects.get(pk=newcomer.pk).name == "甲演"


def test_a_post_opens_what_its_role_says_where_its_agency_is(newcomer, sysadmin):
    post(newcomer, f"FL-{COMMUNITY}", "community_wf", by=sysadmin)
    sight = loaded(newcomer.pk).sight
    assert sight.lanes_for("cases.sign")[0] == ("community", area(COMMUNITY))
    assert newcomer.pk in people_with("cases.sign", agency(f"FL-{COMMUNITY}"), now=NOW)
    assert newcomer.pk not in people_with("cases.dispatch", agency(f"FL-{COMMUNITY}"), now=NOW)


def test_several_posts_join_and_one_can_be_acted_through(newcomer, sysadmin):
    here = post(newcomer, f"FL-{COMMUNITY}", "community_wf", by=sysadmin)
    post(newcomer, "FL", "performance_clerk", by=sysadmin)
    both = loaded(newcomer.pk)
    assert both.may("cases.sign")
    assert both.may("performance.record")
    choose_post(both, here.pk)
    one = loaded(newcomer.pk)
    assert one.may("cases.sign")
    assert not one.may("performance.record")
    choose_post(one, None)
    assert loaded(newcomer.pk).may("performance.record")


def test_nobody_acts_through_the_post_of_another(newcomer, sysadmin, community):
    post(newcomer, "FL", "performance_clerk", by=sysadmin)
    with pytest.raises(Missing):
        choose_post(loaded(newcomer.pk), community.sight.posts[0].post_id)


def test_an_ended_post_opens_nothing_and_stays_on_record(newcomer, sysadmin):
    given = post(newcomer, f"FL-{COMMUNITY}", "community_wf", by=sysadmin)
    end_post(given.pk, person_id=newcomer.pk, actor=sysadmin, now=NOW + timedelta(hours=1))
    after = NOW + timedelta(hours=1)
    assert person_by_key(newcomer.pk, after).sight.permissions == frozenset()
    assert newcomer.pk not in people_with("cases.sign", agency(f"FL-{COMMUNITY}"), now=after)
    assert len(person_page(newcomer.pk, now=after).former) == 1
    with pytest.raises(Refused, match="post_ended"):
        end_post(given.pk, person_id=newcomer.pk, actor=sysadmin, now=after)


@pytest.mark.parametrize("second", ["secadmin", "auditor", "community_wf"])
def test_an_administrator_is_given_no_other_duty_and_no_business(newcomer, sysadmin, second):
    post(newcomer, "FL", "sysadmin", by=sysadmin)
    before = (Post.objects.count(), Change.objects.count())
    with pytest.raises(Refused, match="separation"):
        post(newcomer, "FL", second, by=sysadmin)
    assert (Post.objects.count(), Change.objects.count()) == before


def test_nobody_appoints_locks_or_resets_oneself(sysadmin):
    mine = sysadmin.sight.posts[0].post_id
    with pytest.raises(Refused, match="oneself"):
        post(sysadmin, "FL", "sysadmin", by=sysadmin)
    with pytest.raises(Refused, match="oneself"):
        end_post(mine, person_id=sysadmin.pk, actor=sysadmin, now=NOW)
    with pytest.raises(Refused, match="oneself"):
        set_status(sysadmin.pk, PersonStatus.LEFT, reason="x", actor=sysadmin, now=NOW)
    assert loaded(sysadmin.pk).may("accounts.manage")


@pytest.mark.parametrize(
    ("where", "what", "ground", "code"),
    [
        (f"FL-{COMMUNITY}", "street_wf", None, None),  # narrower than its role: reaches less
        ("FL", "street_wf", None, "area_too_wide"),
        ("FL", "street_wf", STREET, None),
        (f"ZZ-{STREET}", "grid_worker", None, "area_too_wide"),
        (f"ZZ-{STREET}", "grid_worker", f"{COMMUNITY}001", None),
        (f"ZZ-{STREET}", "grid_worker", f"{OTHER_COMMUNITY}001", "area_outside"),
        (f"FL-{COMMUNITY}", "community_wf", OTHER_COMMUNITY, "area_outside"),
    ],
)
def test_a_post_has_a_territory_of_its_own_within_its_agencys(
    newcomer, sysadmin, where, what, ground, code
):
    if code is None:
        assert post(newcomer, where, what, by=sysadmin, ground=ground).pk
    else:
        with pytest.raises(Refused, match=code):
            post(newcomer, where, what, by=sysadmin, ground=ground)
        assert not Post.objects.filter(person=newcomer).exists()


def test_the_same_post_is_not_given_twice(newcomer, sysadmin):
    post(newcomer, "FL", "supervisor", by=sysadmin)
    with pytest.raises(Refused, match="post_held"):
        post(newcomer, "FL", "supervisor", by=sysadmin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            person=newcomer, agency_id=agency("FL"), role_id=role("supervisor"), since=NOW
        )


def test_a_closed_account_loses_tokens_and_posts_no_more(newcomer, sysadmin):
    issue_token("newcomer", now=NOW)
    set_status(newcomer.pk, PersonStatus.LEFT, reason="调离", actor=sysadmin, now=NOW)
    assert Token.objects.get(person=newcomer).revoked_at == NOW
    with pytest.raises(Refused, match="person_left"):
        post(newcomer, "FL", "supervisor", by=sysadmin)
    change = Change.objects.filter(subject="person").latest("id")
    assert change.after == {"状态": "已停用", "原因": "调离"}


def test_locking_needs_a_reason(newcomer, sysadmin):
    with pytest.raises(Refused) as refused:
        set_status(newcomer.pk, PersonStatus.LOCKED, reason=" ", actor=sysadmin, now=NOW)
    assert "reason" in refused.value.fields
    assert Person.objects.get(pk=newcomer.pk).status == PersonStatus.ACTIVE


def test_history_cannot_be_rewritten_by_the_application(newcomer):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Change.objects.update(action="nothing")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Change.objects.all().delete()


def test_loading_a_person_takes_one_statement_whatever_the_posts(
    newcomer, sysadmin, django_assert_num_queries
):
    loaded(newcomer.pk)  # roles and areas come into memory
    for where in ("FL", "ZZ"):
        post(newcomer, where, "supervisor", by=sysadmin)
    loaded(newcomer.pk)
    with django_assert_num_queries(1):
        person = loaded(newcomer.pk)
        assert len(person.sight.posts) == 2
        assert person.may("cases.export")


def test_the_list_of_people_takes_two_statements_at_any_length(cast, django_assert_num_queries):
    people(now=NOW)
    with django_assert_num_queries(2):
        rows, after = people(now=NOW)
    assert (len(rows), after) == (50, rows[-1].login)
    with django_assert_num_queries(2):
        rest, end = people(now=NOW, after=after)
    assert end == ""
    assert {row.login for row in rows}.isdisjoint(row.login for row in rest)
    assert len(rows) + len(rest) == Person.objects.count()
    with django_assert_num_queries(2):
        (one,), _ = people(now=NOW, q="dispatcher-2")
    assert [post.role for post in one.posts] == ["区分拨员"]


def test_the_list_narrows_by_agency_with_those_below(cast):
    street = agency(f"FL-{STREET}")
    rows, _ = people(now=NOW, agency=street)
    assert {"street", "approver", "community"} <= {row.login for row in rows}
    assert "street-buji" not in {row.login for row in rows}
    rows, _ = people(now=NOW, agency=street, role=role("community_wf"))
    assert all(row.login.startswith("community") for row in rows)
