"""Who opens which page of cases; see hejia/testing/matrix.py."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from hejia.cases.commands.exporting import ask_export
from hejia.cases.commands.importing import start_import
from hejia.cases.commands.incoming import keep_aside
from hejia.cases.queries.filters import Filter
from hejia.kernel.ids import uuid7
from hejia.testing.matrix import Row, World
from hejia.testing.stories import REPORTS, SEES_THE_CASE, STREETS, VIEWS, a_case, said

Told = Callable[[World], Mapping[str, Any]]

SHEET = "来源,纠纷类型,简要情况\n04,101,导入的一件。\n".encode()
COLUMNS = {"type": "纠纷类型", "summary": "简要情况"}
DEFAULTS = {"source": "04", "screening": "not_asked", "party_role": "applicant"}


def of_case(**more: Any) -> Told:
    return lambda world: {"case_id": a_case(world).pk, **more}


def an_export(world: World) -> Mapping[str, Any]:
    now = timezone.now()
    asked = world.once(
        "export",
        lambda: ask_export(
            key=uuid7(now), wanted=Filter(), format="csv", by=world.cast.district.sight, now=now
        ),
    )
    return {"key": asked.pk}


def an_import(world: World) -> Mapping[str, Any]:
    now = timezone.now()
    made = world.once(
        "import",
        lambda: start_import(
            key=uuid7(now),
            name="一件.csv",
            content=SHEET,
            columns=COLUMNS,
            defaults=DEFAULTS,
            by=world.cast.desk.sight,
            now=now,
        ),
    )
    return {"key": made.pk}


def a_file(world: World) -> Mapping[str, Any]:
    def keep() -> Any:
        now = timezone.now()
        key = uuid7(now)
        keep_aside(key=key, name="一件.csv", content=SHEET, by=world.cast.desk.sight, now=now)
        return key

    return {"key": world.once("file", keep)}


DISPATCH = ("dispatcher", "district", *STREETS)
REVIEW = ("leader", "district", *STREETS)
EXPORT = ("supervisor", "district", *STREETS)
SIGNS = ("community", "street", "approver", "district")
SYSTEM = ("sysadmin",)
IMPORT = ("desk", "dispatcher", "district")
SEARCH = tuple(part for part in VIEWS if part != "officer")
REVEALS = ("dispatcher", "visitor", "leader", "community", "district", "street", "approver")

ROWS: dict[str, Row | tuple[Row, ...]] = {
    "cases": Row(VIEWS),
    "case_report": Row(REPORTS),
    "case_duplicates": Row(REPORTS, method="POST"),
    "case_party": Row(REPORTS),
    "case_dispatch": Row(DISPATCH),
    "case_review": Row(REVIEW),
    "case_visits": Row(("visitor", *STREETS)),
    "case_search": Row(SEARCH),
    "case_pick": Row(DISPATCH),
    "case_exports": Row(EXPORT),
    "case_export_ask": Row(EXPORT, 302, "POST"),
    "case_export": Row(("district",), args=an_export),
    "case_export_file": Row(("district",), 422, args=an_export),
    "case_imports": Row(IMPORT),
    "case_import_columns": Row(("desk",), args=a_file, others=404),
    "case_import": Row(("desk",), args=an_import),
    "case_import_faults": Row(("desk",), args=an_import),
    "case": Row(SEES_THE_CASE, args=of_case()),
    "case_reveal": Row(REVEALS, method="POST", args=of_case(number=1, what="phone")),
    "case_limits": Row(SYSTEM),
    "case_limit": Row(SYSTEM, args=said(place=0)),
    "case_routes": Row(SYSTEM),
    "case_route_new": Row(SYSTEM),
    "case_route": Row(SYSTEM, args=said(place=0)),
    "case_route_drop": Row(SYSTEM, 302, "POST", args=said(place=0)),
    "case_act": Row(SIGNS, args=of_case(action="sign")),
}
