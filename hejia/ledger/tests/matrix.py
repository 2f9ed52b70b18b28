"""Who opens which page of the ledger."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hejia.ledger.commands.keeping import keep
from hejia.ledger.models import Entry
from hejia.ledger.tests.stories import NOW, PDF, TODAY, activity, drafted, prove, submitted, told
from hejia.testing.matrix import Row, World

SEES = (
    *("community", "street", "approver", "officer", "stranger"),
    *("district", "leader", "clerk"),
)
RECORDS = tuple(part for part in SEES if part != "leader")
#: Those whom the records of 五和社区妇联 are open to, to change and to approve.
OPENS = ("community", "street", "approver", "district", "leader", "clerk")
APPROVES = ("street", "approver", "district", "leader")
CHANGES = ("community", "street", "approver", "district")


def a_kind(world: World) -> Mapping[str, Any]:
    return {"kind_id": "activity"}


def a_draft(world: World) -> Mapping[str, Any]:
    return {"key": world.once("draft", lambda: drafted(world.cast.community).pk)}


def a_file(world: World) -> Mapping[str, Any]:
    return {**a_draft(world), "number": 1}


def a_file_without_persons(world: World) -> Mapping[str, Any]:
    def proved() -> Entry:
        by = world.cast.community
        return prove(told(by, "activity", activity(by)), by.sight, personal=False)

    return {"key": world.once("proved", proved).pk, "number": 1}


def submitting(world: World) -> Mapping[str, Any]:
    return {**a_draft(world), "action": "submit"}


def approving(world: World) -> Mapping[str, Any]:
    key = world.once("submitted", lambda: submitted(world.cast.community).pk)
    return {"key": key, "action": "approve"}


def seen_long_ago(world: World) -> Mapping[str, Any]:
    return {"seen": 0}


def a_kept_figure(world: World) -> Mapping[str, Any]:
    def make() -> Any:
        return keep("activity:count", (date(2026, 1, 1), date(2027, 1, 1)), by=None, now=NOW)[1].pk

    return {"key": world.once("kept", make)}


def ticked(world: World) -> Mapping[str, Any]:
    return {"action": "submit", "entry": [f"{a_draft(world)['key']}~0"]}


def some_file(world: World) -> Mapping[str, Any]:
    return {"seen": 0, "type": "photo", "file": SimpleUploadedFile("照片.pdf", PDF)}


def month_of(world: World) -> Mapping[str, Any]:
    return {"month": f"{TODAY:%Y-%m}"}


def nothing_filled(world: World) -> Mapping[str, Any]:
    return {**activity(world.cast.community), "title": ""}


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "ledger": Row(SEES),
    "ledger_calendar": Row(SEES, data=month_of),
    "ledger_plans": Row(SEES),
    "ledger_monitor": Row(SEES),
    "ledger_kept": Row(SEES, args=a_kept_figure),
    "ledger_export": Row(("district",)),
    "ledger_new": (
        Row(RECORDS, args=a_kind),
        Row(RECORDS, 422, "POST", args=a_kind, data=nothing_filled),
    ),
    "ledger_import": (
        Row(RECORDS, args=a_kind),
        Row(RECORDS, 422, "POST", args=a_kind),
    ),
    "ledger_template": Row(RECORDS, args=a_kind),
    "ledger_entry": Row(OPENS, args=a_draft),
    "ledger_edit": (
        Row(CHANGES, args=a_draft),
        Row(CHANGES, 409, "POST", args=a_draft, data=seen_long_ago),
    ),
    "ledger_act": (
        Row(CHANGES, 409, "POST", args=submitting, data=seen_long_ago),
        Row(APPROVES, 409, "POST", args=approving, data=seen_long_ago),
    ),
    "ledger_together": Row(CHANGES, 409, "POST", data=ticked),
    "ledger_add_file": Row(CHANGES, 409, "POST", args=a_draft, data=some_file),
    "ledger_drop_file": Row(CHANGES, 409, "POST", args=a_file, data=seen_long_ago),
    "ledger_file": Row(OPENS, args=a_file_without_persons),
}
