"""What a post opens: pure, without a database."""

import pytest

from hejia.accounts.sight import Held, PostSight, RoleFacts, lanes_of, sight_of_posts

LEVELS = {1: "district", 2: "street", 3: "community", 4: "grid"}


def held(area: int, agency: int = 7) -> Held:
    return Held(post_id=1, role_id=1, agency_id=agency, agency="某妇联", area_id=area)


@pytest.mark.parametrize(
    ("scope", "area", "lanes"),
    [
        ("district", 1, (("district", 0),)),
        ("street", 2, (("street", 2), ("agency", 7), ("person", 9))),
        ("community", 3, (("community", 3), ("agency", 7), ("person", 9))),
        ("grid", 4, (("grid", 4), ("person", 9))),
        ("own_tasks", 2, (("agency", 7), ("person", 9))),
        ("aggregate", 1, ()),
        ("none", 1, ()),
        # A role never reaches beyond the territory of its post …
        ("district", 2, (("street", 2), ("person", 9))),
        ("street", 3, (("community", 3), ("agency", 7), ("person", 9))),
        # … and without a territory narrow enough it opens none.
        ("street", 1, (("agency", 7), ("person", 9))),
        ("community", 1, (("agency", 7), ("person", 9))),
        ("grid", 3, (("person", 9),)),
    ],
)
def test_a_post_reaches_as_far_as_role_and_territory_both_allow(scope, area, lanes):
    assert lanes_of(held(area), scope, 9, LEVELS.__getitem__) == lanes


def post(number: int, scope: str, area: int, *permissions: str) -> PostSight:
    role = RoleFacts(number, f"role{number}", "某角色", scope, "", frozenset(permissions))
    lanes = lanes_of(held(area, agency=number), scope, 9, LEVELS.__getitem__)
    return PostSight(number, role, number, "某妇联", lanes)


def test_a_permission_reaches_no_further_than_the_post_that_carries_it():
    handles = post(1, "community", 3, "cases.view", "cases.handle")
    reads = post(2, "district", 1, "insight.view")
    sight = sight_of_posts(9, [handles, reads])
    assert sight.permissions == {"cases.view", "cases.handle", "insight.view"}
    assert sight.lanes_for("cases.handle") == (("community", 3), ("agency", 1), ("person", 9))
    assert sight.lanes_for("insight.view") == (("district", 0),)
    assert sight.lanes_for("cases.export") == ()
    assert sight.agency_ids == (1, 2)


def test_acting_through_one_post_takes_the_others_away():
    posts = [post(1, "community", 3, "cases.view"), post(2, "street", 2, "cases.export")]
    sight = sight_of_posts(9, posts, acting=1)
    assert sight.permissions == {"cases.view"}
    assert sight.agency_ids == (1,)
    assert [one.post_id for one in sight.every_post] == [1, 2]


def test_a_choice_of_a_post_that_ended_is_no_choice():
    sight = sight_of_posts(9, [post(1, "community", 3, "cases.view")], acting=5)
    assert sight.permissions == {"cases.view"}


def test_a_token_narrows_and_never_widens():
    posts = [post(1, "community", 3, "cases.view", "cases.handle")]
    sight = sight_of_posts(9, posts, narrowed=frozenset({"cases.view", "cases.export"}))
    assert sight.permissions == {"cases.view"}
    assert sight.lanes_for("cases.handle") == ()


def test_whoever_reads_figures_only_has_no_lane():
    assert sight_of_posts(9, [post(1, "aggregate", 1, "insight.view")]).aggregate_only
    both = [post(1, "aggregate", 1, "insight.view"), post(2, "community", 3, "cases.view")]
    assert not sight_of_posts(9, both).aggregate_only


def test_whoever_holds_no_post_sees_nothing():
    sight = sight_of_posts(9, [])
    assert (sight.lanes, sight.permissions, sight.aggregate_only) == ((), frozenset(), False)
