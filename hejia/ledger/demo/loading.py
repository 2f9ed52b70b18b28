"""Loads the demonstration's records, kind by kind; a kind that has any is left as it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby
from typing import Final

from hejia.accounts.public import AgencyFacts, Sight, agencies
from hejia.kernel.calendar import CHINA
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.errors import Refused
from hejia.kernel.ids import uuid7
from hejia.ledger.commands.acting import perform
from hejia.ledger.commands.importing import import_rows
from hejia.ledger.commands.proving import attach
from hejia.ledger.commands.recording import record
from hejia.ledger.commands.together import perform_together
from hejia.ledger.definitions import kind
from hejia.ledger.demo import keeping, planning, work
from hejia.ledger.demo.hands import Hands, evidence_file, federation, with_code
from hejia.ledger.demo.work import Work
from hejia.ledger.models import Entry
from hejia.ledger.workflow import Action, Status

RETURN: Final = "照片看不出活动名称，请补充签到表后重新提交（演示）。"
COMMUNITIES: Final = 3


def load(*, now: datetime, community: str, say: Callable[[str], None]) -> int:
    """Records of the last 24 months up to `now`, inside the open door; answers how many.

    `community` is the code of the community whose logins are shown. Loading twice adds nothing.
    """
    today = now.astimezone(CHINA).date()
    hands = Hands(now)
    there = set(Entry.objects.values_list("kind", flat=True).order_by().distinct())
    made = 0
    for id, rows in groupby(_everything(community, today), key=lambda one: one.kind):
        if id not in there:
            made += _tell(list(rows), hands)
    if "plan_task" not in there:
        made += _plan(hands, today)
    if "plan_monitor" not in there:
        made += _monitor(hands, today)
    if made:
        say(f"载入工作台账演示：{made} 条（虚构）")
    return made


def _everything(community: str, today: date) -> list[Work]:
    """Every record that is told one by one, ordered by kind, as far as it happened by today."""
    district = federation()
    streets = [one for one in agencies() if one.kind == district.kind and one.level == "street"]
    own = with_code(f"FL-{community}")
    others = [a for a in agencies() if a.kind == district.kind and a.level == "community"]
    communities = [own, *(one for one in others if one.id != own.id)][:COMMUNITIES]
    found = chain(
        work.activities(district, streets, communities, today),
        work.trainings(district, streets, today),
        work.publicity(district, today),
        work.selections(district, today),
        work.reviews(district, working_calendar(), today),
        work.purchases(district, today),
        keeping.archives(district, today),
        keeping.assets(district, today),
        keeping.surveys(district, today),
    )
    return sorted((one for one in found if one.on <= today), key=lambda one: (one.kind, one.on))


def _tell(rows: list[Work], hands: Hands) -> int:
    """Record them with their evidence, and lead them on month by month."""
    told: dict[tuple[AgencyFacts, date], list[tuple[Work, Entry]]] = defaultdict(list)
    for one in rows:
        by, at = hands.recorder(one.agency), _moment(one.on, hands.now)
        given = {name: str(value) for name, value in one.given.items()}
        given["agency"] = str(one.agency.id)
        entry = record(key=uuid7(at), kind_id=one.kind, given=given, by=by, now=at)
        if one.evidence:
            _prove(entry, one.evidence, by, at)
        _stages(entry, one, by, at)
        if one.until not in ("draft", "staged"):
            told[one.agency, one.on.replace(day=1)].append((one, entry))
    for (agency, _), pairs in told.items():
        _lead(agency, pairs, hands)
    return len(rows)


def _prove(entry: Entry, type: str, by: Sight, at: datetime) -> None:
    attach(
        key=entry.pk, seen=1, name="演示材料.pdf", content=evidence_file("DEMONSTRATION, MADE UP"),
        type=type, personal=type == "sign_in", by=by, now=at,
    )  # fmt: skip


def _stages(entry: Entry, one: Work, by: Sight, at: datetime) -> None:
    """The stages of a selection; one that is under way stands before its second."""
    count = len(kind(one.kind).stages)
    for place in range(1 if one.until == "staged" else count):
        perform(key=entry.pk, action=Action.ADVANCE, seen=2 + place, given={}, by=by, now=at)


def _lead(agency: AgencyFacts, pairs: list[tuple[Work, Entry]], hands: Hands) -> None:
    """Submit, then approve or return what came so far."""
    by = hands.recorder(agency)
    reader = hands.reader(agency, by)
    last = max(one.on for one, _ in pairs)
    sent = _together([e for _, e in pairs], Action.SUBMIT, by, _moment(last, hands.now, 2))
    ends = {entry.pk: one.until for one, entry in pairs}
    at = _moment(last, hands.now, 4)
    _together([e for e in sent if ends[e.pk] == "approved"], Action.APPROVE, reader, at)
    for entry in sent:
        if ends[entry.pk] == "returned":
            perform(
                key=entry.pk, action=Action.RETURN, seen=entry.version, given={"note": RETURN},
                by=reader, now=at,
            )  # fmt: skip


def _together(entries: Iterable[Entry], action: str, by: Sight, at: datetime) -> list[Entry]:
    keys = [entry.pk for entry in entries]
    seen = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "version"))
    return perform_together(seen=seen, action=action, by=by, now=at) if seen else []


def _moment(on: date, now: datetime, later: int = 0) -> datetime:
    """Office hours some days after, never in the future."""
    return min(datetime.combine(on + timedelta(days=later), time(10, 30), CHINA), now)


def _plan(hands: Hands, today: date) -> int:
    """This year's plan: most tasks approved, the last ones wait, three reported progress since."""
    district = federation()
    by, at = hands.recorder(district), _moment(date(today.year, 1, 8), hands.now)
    _bring("plan_task", planning.tasks(district.name, today), by, at)
    found = list(Entry.objects.filter(kind="plan_task").order_by("pk"))
    reader = hands.reader(district, by)
    sent = _together(found, Action.SUBMIT, by, at)
    done = _together(sent[:-4], Action.APPROVE, reader, _moment(today, hands.now, -10))
    for entry in done[-3:]:
        perform(
            key=entry.pk, action=Action.REPORT, seen=entry.version,
            given={"progress": "80", "note": "已完成主体工作，正在收尾（演示）。"}, by=by,
            now=hands.now,
        )  # fmt: skip
    return len(found)


def _monitor(hands: Hands, today: date) -> int:
    """Two years of 137 indicators, by their member units; of the latest some are under way."""
    made = 0
    for year, missed in ((today.year - 2, (7, 33, 71, 102)), (today.year - 1, (33, 102))):
        at = _moment(date(year + 1, 3, 20), hands.now)
        for code, rows in planning.indicators(year, missed).items():
            agency = with_code(code)
            by = hands.recorder(agency)
            named = [{"单位": agency.name, **row} for row in rows]
            made += _bring("plan_monitor", named, by, at)
            _report(agency, year, hands, by, at, open_ends=year == today.year - 1 and code == "JY")
    return made


def _report(
    agency: AgencyFacts, year: int, hands: Hands, by: Sight, at: datetime, *, open_ends: bool
) -> None:
    """Submit and approve a unit's indicators; with `open_ends` two stay drafts and six wait."""
    rows = Entry.objects.filter(kind="plan_monitor", agency_id=agency.id, starts_on__year=year)
    mine = list(rows.filter(status=Status.DRAFT).order_by("pk"))
    sent = _together(mine[:-2] if open_ends else mine, Action.SUBMIT, by, at)
    approved = sent[:-6] if open_ends else sent
    _together(approved, Action.APPROVE, hands.reader(agency, by), at + timedelta(days=9))


def _bring(id: str, rows: list[dict[str, str]], by: Sight, at: datetime) -> int:
    made, faults = import_rows(
        kind_id=id, name=f"{id}.csv", content=planning.as_csv(rows), by=by, now=at
    )
    if faults.count:
        raise Refused("bad_demo", "；".join(f"{f.row}{f.column}{f.wrong}" for f in faults.kept))
    return made
