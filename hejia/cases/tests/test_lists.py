"""What stands in a list and on a desk, against what the gate says of each case by itself."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from hejia.accounts.models import Person
from hejia.accounts.public import person_by_key
from hejia.cases.access import may_see
from hejia.cases.guards import DANGEROUS
from hejia.cases.models import Case
from hejia.cases.queries import desk as desks
from hejia.cases.queries.filters import Filter, Order
from hejia.cases.queries.listing import cases
from hejia.cases.workflow import LIVE
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, NEXT_COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import NOON, QUIET, VIOLENT, Walk, tell

pytestmark = pytest.mark.django_db

PLACES = (COMMUNITY, NEXT_COMMUNITY, OTHER_COMMUNITY)
ORDER_OF = {
    Order.DUE: ("next_due_at", "id"),
    Order.NEWEST: ("-reported_at", "-id"),
    Order.OLDEST: ("reported_at", "id"),
}
RED = {**VIOLENT, "weapon": True}
ORANGE = {**VIOLENT, "repeated": True}
RANKS = {"R1": 0, "R2": 1}
LATER = NOON + timedelta(days=3)


@pytest.fixture
def readers(cast: Cast) -> list[Person]:
    """People of every kind of lane, after cases came to each of them and some went on."""
    worker = person_by_key(Person.objects.get(login="grid").pk, NOON)
    assert worker is not None
    (grid,) = [key for kind, key in worker.sight.lanes if kind == "grid"]
    for number, (place, said) in enumerate(product(PLACES, (QUIET, RED, ORANGE, QUIET))):
        reporter = cast.street if number % 4 == 0 else cast.desk
        case = tell(reporter.sight, community=place, now=NOON + timedelta(minutes=number), **said)
        if number == 3:
            walk, away = Walk(case), cast.stranger.sight.agency_ids[0]
            walk.take(cast.community.sight, "sign")
            walk.take(cast.street.sight, "transfer", agency=away, reason="2")
    Case.objects.filter(pk=Case.objects.order_by("number")[1].pk).update(grid_id=grid)
    return [cast.district, cast.street, cast.community, cast.stranger, cast.officer, worker]


@pytest.mark.parametrize("order", Order)
def test_page_by_page_a_list_holds_each_case_once_that_its_reader_may_see(
    readers: list[Person], order: Order
) -> None:
    every = list(Case.objects.order_by(*ORDER_OF[order]))
    for reader in readers:
        asked = Filter(order=order, limit=2)
        found: list[object] = []
        while True:
            page = cases(asked, sight=reader.sight, now=LATER)
            found += [row.id for row in page.rows]
            if not page.next:
                break
            asked = Filter(order=order, limit=2, after=page.next)
        assert found == [case.pk for case in every if may_see(reader.sight, case)], reader.login


def test_a_desk_counts_each_live_case_once_and_the_dangerous_come_first(
    readers: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for reader in readers:
        mine = [case for case in Case.objects.all() if may_see(reader.sight, case)]
        live = [case for case in mine if case.status in LIVE]
        found = desks.desk(reader.sight, now=LATER, limit=4)
        told = {status: tally.total for status, tally in found.tallies.items()}
        assert told == Counter(case.status for case in live), reader.login
        assert found.count("late") == sum(case.next_due_at < LATER for case in live)
        assert found.count("dangerous") == sum(case.risk in DANGEROUS for case in live)
        live.sort(key=lambda case: (RANKS.get(case.risk, 2), case.next_due_at, case.pk))
        assert [row.id for row in found.first] == [case.pk for case in live[:4]], reader.login
    monkeypatch.setattr(desks, "MOST_COUNTED", 1)
    capped = desks.desk(readers[0].sight, now=LATER, limit=4)
    assert max(tally.total for tally in capped.tallies.values()) == 2
    assert capped.count("dangerous") == Case.objects.filter(risk__in=DANGEROUS).count() > 2
