"""Records told as people would tell them, by the commands that the pages use."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from hejia.accounts.models import Person
from hejia.accounts.public import Sight
from hejia.kernel.calendar import CHINA
from hejia.kernel.ids import uuid7
from hejia.ledger.commands.acting import perform
from hejia.ledger.commands.proving import attach
from hejia.ledger.commands.recording import record
from hejia.ledger.models import Entry

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.4 evidence"


def home(person: Person) -> str:
    """The agency of a person's first post, as a form states it."""
    return str(person.sight.posts[0].agency_id)


def activity(person: Person, **more: Any) -> dict[str, Any]:
    """What a form of an activity holds."""
    return {
        "agency": home(person), "title": "普法进社区", "starts_on": "2026-03-02",
        "theme": "维权普法", "place": "社区广场", "sessions": "1", "person_times": "80",
        "money": "1200.50", **more,
    }  # fmt: skip


def task(person: Person, number: str = "1-1-1", **more: Any) -> dict[str, Any]:
    return {
        "agency": home(person), "title": f"任务{number}", "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "plan": "行动计划", "number": number, "dimension": "服务友好",
        "project": "甲项目", "owner": "某部门", "progress": "0", **more,
    }  # fmt: skip


def indicator(person: Person, number: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "agency": home(person), "title": f"指标{number}", "starts_on": "2025-12-31",
        "number": number, "plan": "妇女发展规划", "area": "健康", "direction": "≥",
        "target": "95", "measure": "%", **more,
    }  # fmt: skip


def review(person: Person, **more: Any) -> dict[str, Any]:
    return {
        "agency": home(person), "title": "某服务合同", "starts_on": "2026-02-27",
        "party": "某公司", "reviewer": "某律师", **more,
    }  # fmt: skip


def told(
    person: Person,
    kind: str,
    given: dict[str, Any],
    *,
    now: datetime = NOW,
    key: UUID | None = None,
) -> Entry:
    """A draft of any kind."""
    return record(key=key or uuid7(now), kind_id=kind, given=given, by=person.sight, now=now)


def prove(
    entry: Entry, by: Sight, type: str = "photo", content: bytes = PDF, *, personal: bool = True
) -> Entry:
    """The record with a file more."""
    attach(
        key=entry.pk, seen=entry.version, name="材料.pdf", content=content, type=type,
        personal=personal, by=by, now=NOW,
    )  # fmt: skip
    return Entry.objects.get(pk=entry.pk)


def act(entry: Entry, action: str, person: Person, now: datetime = NOW, **given: Any) -> Entry:
    """One step, by somebody who has seen the record as it is."""
    latest = Entry.objects.get(pk=entry.pk)
    return perform(
        key=entry.pk, action=action, seen=latest.version, given=given, by=person.sight, now=now
    )


def drafted(person: Person) -> Entry:
    """An activity with a photo."""
    return prove(told(person, "activity", activity(person)), person.sight)


def submitted(person: Person) -> Entry:
    return act(drafted(person), "submit", person)


def approved(person: Person, reader: Person, kind: str, given: dict[str, Any]) -> Entry:
    """A record that needs no evidence, or has it by now, through to its approval."""
    entry = told(person, kind, given)
    if kind not in ("plan_task", "plan_monitor"):
        wanted = {"contract_review": "approval", "survey": "questionnaire"}.get(kind, "notice")
        entry = prove(entry, person.sight, wanted)
    return act(act(entry, "submit", person), "approve", reader)
