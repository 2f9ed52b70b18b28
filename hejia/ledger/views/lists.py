"""台账 as lists, calendar, plans and monitor."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.accounts.public import Sight, needs, person_of
from hejia.kernel.errors import Refused
from hejia.ledger.access import SEE, agencies_in_reach
from hejia.ledger.commands.together import perform_together
from hejia.ledger.definitions import kind, kinds
from hejia.ledger.forms import Filters, MonthFilters
from hejia.ledger.queries import plans as planned
from hejia.ledger.queries.filters import Filter, address
from hejia.ledger.queries.keeping import kept_figure
from hejia.ledger.queries.listing import Listing, Tiles, listing, tiles
from hejia.ledger.queries.months import month
from hejia.ledger.queries.wording import columns, grouped, row, totals
from hejia.ledger.workflow import Action, Status

SOON: Final = timedelta(days=3)


@needs(SEE)
def index(request: HttpRequest) -> HttpResponse:
    """工作台账：按类别、单位、状态、日期查找，带合计。"""
    sight, wanted = person_of(request).sight, Filter.read(request.GET.dict())
    page = listing(wanted, sight, request.GET.get("after", ""))
    what = kind(wanted.kind) if wanted.kind else None
    now = tiles(sight, timezone.localdate(), timezone.localdate() + SOON)
    context = {
        "here": "list",
        "filters": Filters(request.GET, agencies_in_reach(sight, SEE), what),
        "rows": [row(entry, what) for entry in page.rows],
        "page": page,
        "what": what,
        "columns": columns(what),
        "groups": _groups(page, wanted) if what and what.group else [],
        "totals": totals(page, what),
        "together": _together(wanted, sight),
        "tiles": _tiles(now),
        "sections": now.sections(),
        "query": request.GET.urlencode(),
        "may_record": "ledger.record" in sight.permissions,
        "may_export": "ledger.export" in sight.permissions,
    }
    return render(request, "ledger/index.html", context)


def _together(wanted: Filter, sight: Sight) -> dict[str, str] | None:
    """What may be done at once with ticked records: only where all are in one status."""
    action, permission = {
        Status.DRAFT: (Action.SUBMIT, "ledger.record"),
        Status.RETURNED: (Action.SUBMIT, "ledger.record"),
        Status.SUBMITTED: (Action.APPROVE, "ledger.approve"),
    }.get(Status(wanted.status) if wanted.status else Status.VOID, ("", ""))
    if permission not in sight.permissions:
        return None
    return {"action": action, "label": f"批量{Action(action).label}"}


@needs("ledger.record", "ledger.approve")
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """批量提交、批量审核：勾选的记录一起，有一条不行就都不动。"""
    ticked = [one.partition("~") for one in request.POST.getlist("entry")]
    try:
        seen = {UUID(key): int(version) for key, _, version in ticked}
    except ValueError:
        raise Refused("bad_keys", "勾选的记录无法识别，请刷新列表后重新勾选。") from None
    done = perform_together(
        seen=seen, action=request.POST.get("action", ""), by=person_of(request).sight,
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, f"已处理 {len(done)} 条记录。")
    query = request.POST.get("query", "")
    return redirect(f"/ledger/?{query}" if query else "/ledger/")


def _groups(page: Listing, wanted: Filter) -> list[dict[str, Any]]:
    """What a kind comes to by its grouping field, each with its list."""
    return [
        {
            "one": one, "persons": grouped(one.person_times), "money": grouped(one.money, 2),
            "href": _narrowed(wanted, one.label),
        }
        for one in page.groups
    ]  # fmt: skip


def _narrowed(wanted: Filter, group: str) -> str:
    given = {name: getattr(wanted, name) for name in ("kind", "agency", "status", "first", "last")}
    return address(given | {"q": wanted.q, "group": group})


def _tiles(now: Tiles) -> list[dict[str, Any]]:
    today = timezone.localdate()
    year = today.replace(month=1, day=1)
    every: list[tuple[str, int, str, dict[str, Any], str]] = [
        ("待审核", now.submitted, "clipboard-check", {"status": Status.SUBMITTED}, "heavy"),
        ("已退回", now.returned, "arrow-back-up", {"status": Status.RETURNED}, "heavy"),
        ("三日内到期或已超期", now.due, "clock", {"due": today + SOON}, "heavy"),
        ("草稿", now.drafts, "edit", {"status": Status.DRAFT}, ""),
        (
            f"{today.year} 年已审核",
            now.approved,
            "circle-check",
            {"status": Status.APPROVED, "first": year},
            "",
        ),
    ]
    return [
        {
            "label": label, "number": number, "icon": icon, "href": address(wanted),
            "tone": tone if number else "calm",
        }
        for label, number, icon, wanted, tone in every
    ]  # fmt: skip


@needs(SEE)
def calendar(request: HttpRequest) -> HttpResponse:
    """日历：一个月里的工作与到期。"""
    sight, today = person_of(request).sight, timezone.localdate()
    wanted = Filter.read(request.GET.dict())
    beside = request.GET.copy()
    beside.pop("month", None)
    shown = month(request.GET.get("month", ""), wanted, sight, today)
    asked = {**request.GET.dict(), "month": f"{shown.first:%Y-%m}"}
    context = {
        "here": "calendar",
        "month": shown,
        "filters": MonthFilters(asked, agencies_in_reach(sight, SEE)),
        "today": today,
        "beside": beside.urlencode(),
        "labels": {one.id: one.label for one in kinds().values()},
        "weekdays": "一二三四五六日",
    }
    return render(request, "ledger/calendar.html", context)


@needs(SEE)
def plans(request: HttpRequest) -> HttpResponse:
    """计划进度：维度、项目、任务。"""
    sight = person_of(request).sight
    names = planned.plan_names(sight)
    name = request.GET.get("plan") or next(iter(names), "")
    if name and name not in names:
        raise Refused("no_plan", "没有这个计划，或不在您的查看范围内，请重新选择。")
    plan = planned.plan(name, sight, timezone.localdate()) if name else None
    context = {
        "here": "plans", "names": names, "plan": plan,
        "may_record": "ledger.record" in sight.permissions,
    }  # fmt: skip
    return render(request, "ledger/plans.html", context)


@needs(SEE)
def monitor(request: HttpRequest) -> HttpResponse:
    """规划监测：各年度指标的填报与达标。"""
    sight = person_of(request).sight
    years = planned.monitor_years(sight)
    text = request.GET.get("year", "")
    if text and (not text.isdecimal() or int(text) not in years):
        raise Refused("no_year", "这个年度没有监测指标，请重新选择。")
    year = int(text) if text else next(iter(years), 0)
    context = {
        "here": "monitor", "years": years, "what": kind("plan_monitor"),
        "found": planned.monitor(year, sight) if year else None,
        "may_record": "ledger.record" in sight.permissions,
    }  # fmt: skip
    return render(request, "ledger/monitor.html", context)


@needs(SEE)
def kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """留存的统计数字：当时所计的每一条记录，当时的内容。"""
    sight = person_of(request).sight
    found = kept_figure(key, sight, request.GET.get("after", ""))
    return render(request, "ledger/kept.html", {"found": found, "columns": columns(found.what)})
