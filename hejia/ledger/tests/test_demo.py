"""The demonstration: as much as the papers speak of, and the same when it is loaded again."""

from collections import Counter
from datetime import date, datetime

from hejia.kernel.calendar import CHINA
from hejia.ledger import public as ledger
from hejia.ledger.definitions import kinds
from hejia.ledger.demo import load, planning
from hejia.ledger.models import Entry
from hejia.ledger.queries.plans import monitor, plan, plan_names
from hejia.ledger.queries.proof import faults
from hejia.testing.ground import COMMUNITY

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=CHINA)


def test_it_holds_every_kind_the_plan_the_monitor_and_loads_once(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert load(now=NOW, community=COMMUNITY, say=lambda _: None) == Entry.objects.count()
    assert set(Entry.objects.values_list("kind", flat=True)) == set(kinds())
    _the_plan_is_whole(cast.leader.sight)
    statuses = Counter(Entry.objects.values_list("status", flat=True))
    assert min(statuses[one] for one in ("submitted", "returned", "draft")) > 0
    _a_review_waits()
    assert list(faults()) == []
    before = set(Entry.objects.values_list("pk", "version"))
    assert load(now=NOW, community=COMMUNITY, say=lambda _: None) == 0
    assert set(Entry.objects.values_list("pk", "version")) == before


def _the_plan_is_whole(sight):
    (name,) = plan_names(sight)
    found = plan(name, sight, NOW.date())
    assert (len(found.dimensions), found.projects, len(found.tasks)) == (4, 33, 80)
    assert 0 < found.late < found.done + found.late < 80
    whole = monitor(2025, sight).whole
    assert (whole.every, whole.pending, whole.rate) == (137, 8, "98.44%")
    assert monitor(2024, sight).whole.rate == "97.08%"


def _a_review_waits():
    (waiting,) = Entry.objects.filter(kind="contract_review", status="draft")
    assert 0 < (waiting.due_on - NOW.date()).days <= 5
    two_years = (date(2024, 11, 1), date(2026, 11, 1))
    timely = ledger.measure("contract_review:timely", two_years)
    assert (timely.numerator, timely.denominator, timely.waiting) == (21, 23, 0)


def test_the_plan_counts_whatever_the_day():
    for day in (date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)):
        rows = planning.tasks("某单位", day)
        assert len(rows) == 80
        assert len({row["任务编号"] for row in rows}) == 80
