"""登记、修改: a record is made or changed, checked against its kind."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.errors import Refused
from hejia.ledger.access import entry_for, may, refuse_strangers
from hejia.ledger.checking import check, kept
from hejia.ledger.commands.pen import Pen, fill, refuse_stale
from hejia.ledger.definitions import Definition, kind
from hejia.ledger.models import Entry
from hejia.ledger.workflow import ENTRY, Action, Status

NOT_YOURS: Final = "您不能为这个单位登记，请选择本单位。"


def record(*, key: UUID, kind_id: str, given: Mapping[str, Any], by: Sight, now: datetime) -> Entry:
    """Make a draft; told again with the same key, answers with the one that is here.

    Raises Refused with a sentence per field, and where the agency is out of reach.
    """
    known = Entry.objects.filter(pk=key).first()
    if known is not None:
        return entry_for(by, key)
    what = kind(kind_id)
    stated = checked(what, given, by, now)
    _refuse_twice(what, mark_of(what, stated))
    pen = Pen(by.person_id, now)
    pen.fresh.append(drafted(key, what, stated, pen))
    pen.save()
    return pen.fresh[0]


def amend(*, key: UUID, seen: int, given: Mapping[str, Any], by: Sight, now: datetime) -> Entry:
    """Change a draft. Raises Missing, Stale or Refused; nothing is changed then."""
    entry = entry_for(by, key, lock=True)
    step = ENTRY.step(entry.status, Action.AMEND)
    refuse_strangers(by, step.permission, entry)
    refuse_stale(entry, seen)
    what = kind(entry.kind)
    stated = checked(what, given, by, now)
    mark = mark_of(what, stated)
    _refuse_twice(what, mark, entry.pk)
    fill(entry, stated, kept(what, stated), mark)
    pen = Pen(by.person_id, now)
    pen.note(entry, Action.AMEND, step.leads_to(entry.status))
    pen.save(entry)
    return entry


def checked(what: Definition, given: Mapping[str, Any], by: Sight, now: datetime) -> dict[str, Any]:
    """Cleaned values for an agency this person records for. Raises Refused with every fault."""
    theirs = {"agency": NOT_YOURS} if _of_others(given.get("agency"), by) else {}
    try:
        stated = check(what, given, calendar=working_calendar(), now=now)
    except Refused as refusal:
        raise Refused(refusal.code, "", theirs | refusal.fields) from refusal
    if theirs:
        raise Refused("not_yours", fields=theirs)
    return stated


def _of_others(agency: Any, by: Sight) -> bool:
    text = str(agency or "")
    return bool(text) and not (text.isdecimal() and may(by, "ledger.record", int(text)))


def drafted(key: UUID, what: Definition, stated: Mapping[str, Any], pen: Pen) -> Entry:
    """A new record with its first event, not yet written."""
    entry = Entry(
        id=key, kind=what.id, version=0, recorded_by_id=pen.person_id, recorded_at=pen.now
    )
    fill(entry, stated, kept(what, stated), mark_of(what, stated))
    pen.note(entry, Action.RECORD, Status.DRAFT)
    return entry


def mark_of(what: Definition, stated: Mapping[str, Any]) -> str:
    """Agency, year and the fields that may not repeat within them; "" where any may."""
    if not what.unique:
        return ""
    parts = [str(stated[name]) for name in what.unique]
    whose = "*" if what.shared else str(stated["agency"])
    return ":".join([whose, str(stated["starts_on"].year), *parts])[:200]


def taken(what: Definition, marks: Collection[str], own: UUID | None = None) -> set[str]:
    """Those of the marks that stand on another record of the kind; one statement if any."""
    wanted = [mark for mark in marks if mark]
    if not wanted:
        return set()
    rows = Entry.objects.filter(kind=what.id, mark__in=wanted).exclude(status=Status.VOID)
    return {mark for key, mark in rows.values_list("pk", "mark") if key != own}


def twice(what: Definition) -> str:
    """The sentence for a record whose mark is taken."""
    names = "、".join(what.field(name).label for name in what.unique)
    where = "全区" if what.shared else "本单位"
    return f"{where}本年度已有相同的{names}，请核对或修改已有的记录。"


def _refuse_twice(what: Definition, mark: str, own: UUID | None = None) -> None:
    if taken(what, [mark], own):
        raise Refused("twice", fields={what.unique[0]: twice(what)})
