"""The lists: 案件办理, 受理分拨, 办结审核, 回访管理, 综合查询. One shape, several presets."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from hejia.cases.forms import Filters
from hejia.cases.queries.filters import Filter, Order
from hejia.cases.queries.listing import Page, cases
from hejia.cases.queries.naming import clock_label, listed_json
from hejia.cases.views.gate import needs, sight
from hejia.cases.workflow import LIVE, Status
from hejia.kernel.errors import Refused

PICKED: Final = 8


@dataclass(frozen=True, slots=True)
class Tab:
    """A ready filter of a list. `query` is what stands in its address."""

    key: str
    label: str
    preset: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list page."""

    title: str
    tabs: tuple[Tab, ...]
    filters: tuple[str, ...]
    order: Order
    empty: str
    hint: str


def _tab(key: str, label: str, *status: Status, **more: str) -> Tab:
    preset = {"status": [one.value for one in status]} if status else {}
    return Tab(key, label, preset | {name: [value] for name, value in more.items()})


HANDLING: Final = ListPage(
    "案件办理",
    (
        _tab("all", "全部在办", Status.DISPATCHED, Status.HANDLING, Status.SUSPENDED),
        _tab("sign", "待签收", Status.DISPATCHED),
        _tab("handling", "办理中", Status.HANDLING),
        _tab("suspended", "已中止", Status.SUSPENDED),
        _tab("live", "全部未归档", *LIVE),
    ),
    ("risk", "street", "community", "type", "overdue", "is_dv", "holder", "source"),
    Order.DUE,
    "没有在办的案件",
    "新分派到本单位的案件会自动出现在这里。",
)
DISPATCHING: Final = ListPage(
    "受理分拨",
    (
        _tab("waiting", "待分拨", Status.REPORTED),
        _tab("sent", "已分派待签收", Status.DISPATCHED),
        _tab("rejected", "不予受理", Status.REJECTED, order="newest"),
        _tab("false", "误报", Status.FALSE_REPORT, order="newest"),
        _tab("merged", "已合并", Status.MERGED, order="newest"),
    ),
    ("risk", "street", "type", "source", "overdue"),
    Order.DUE,
    "没有等待分拨的案件",
    "规则能够确定承办单位的案件会自动分派；没有规则命中或被退回的案件出现在这里。",
)
REVIEWING: Final = ListPage(
    "办结审核",
    (
        _tab("closing", "待办结审核", Status.CLOSE_REVIEW),
        _tab("extending", "待审延期", Status.HANDLING, extension="1"),
    ),
    ("risk", "street", "community", "type", "overdue"),
    Order.DUE,
    "没有等待审核的申请",
    "承办单位申请办结或延期后，会自动出现在这里；自己承办的案件须由另一位同事审核。",
)
VISITING: Final = ListPage(
    "回访管理",
    (
        _tab("all", "全部待回访", Status.CLOSED, Status.VISITING),
        _tab("first", "尚未回访", Status.CLOSED),
        _tab("again", "回访中", Status.VISITING),
        _tab("bad", "不满意", Status.CLOSED, Status.VISITING, satisfaction="4"),
        _tab("archived", "已归档", Status.ARCHIVED, order="newest"),
    ),
    ("risk", "street", "community", "type", "overdue", "satisfaction"),
    Order.DUE,
    "没有等待回访的案件",
    "案件办结后按风险等级自动生成回访计划；承办人不能回访自己的案件。",
)
SEARCHING: Final = ListPage(
    "综合查询",
    (_tab("all", "全部案件"),),
    (
        "status",
        "risk",
        "street",
        "reported_from",
        "reported_to",
        "community",
        "category",
        "type",
        "source",
        "holder",
        "satisfaction",
        "is_dv",
        "overdue",
    ),
    Order.NEWEST,
    "没有符合条件的案件",
    "可以减少条件，或换一个关键字；查询范围以您的岗位为限。",
)


@needs("cases.view")
def handling(request: HttpRequest) -> HttpResponse:
    """案件办理：本单位和辖区在办的案件，按剩余时限排列。"""
    return _answer(request, HANDLING)


@needs("cases.dispatch", "cases.accept")
def dispatching(request: HttpRequest) -> HttpResponse:
    """受理分拨：没有自动分派或被退回的案件。"""
    return _answer(request, DISPATCHING)


@needs("cases.close_approve", "cases.extend_approve")
def reviewing(request: HttpRequest) -> HttpResponse:
    """办结审核：待审的办结与延期申请。"""
    return _answer(request, REVIEWING)


@needs("cases.visit")
def visiting(request: HttpRequest) -> HttpResponse:
    """回访管理：按计划到期先后。"""
    return _answer(request, VISITING)


@needs("cases.search")
def searching(request: HttpRequest) -> HttpResponse:
    """综合查询：任意条件，可作为链接保存，可导出。"""
    return _answer(request, SEARCHING)


def _answer(request: HttpRequest, shape: ListPage) -> HttpResponse:
    now = timezone.now()
    tab = next((t for t in shape.tabs if t.key == request.GET.get("tab")), shape.tabs[0])
    empty, hint, status = shape.empty, shape.hint, 200
    try:
        wanted = wanted_by(request, tab, shape.order)
        page = cases(wanted, sight=sight(request), now=now)
    except Refused as refusal:  # what was typed and chosen stays, with what is wrong about it
        wanted, page = Filter(order=shape.order), Page([], "")
        empty, hint, status = "请改一改查询条件", refusal.sentence, 422
    context = {
        "list": shape,
        "empty": empty,
        "hint": hint,
        "tab": tab,
        "filters": Filters(request.GET, *shape.filters),
        "rows": [shown(row) for row in page.rows],
        "next": page.next,
        "order": wanted.order.value,
        "now": now,
        "can_export": shape is SEARCHING and "cases.export" in sight(request).permissions,
    }
    fragment = "#list" if request.headers.get("HX-Target") == "list" else ""
    return render(request, f"cases/list.html{fragment}", context, status=status)


def wanted_by(request: HttpRequest, tab: Tab, order: Order) -> Filter:
    """The filter of the address within the tab's own; what the address says goes first."""
    asked = {name: values for name, values in request.GET.lists() if any(values)}
    return Filter.read({"order": [order.value]} | tab.preset | asked)


def shown(row: Any) -> dict[str, Any]:
    """A line of the list in words."""
    return listed_json(row) | {"clock": clock_label(row.next_clock)}


@needs("cases.merge")
def pick(request: HttpRequest) -> HttpResponse:
    """Cases found by number, phone or words, for the field that names another case."""
    wanted = Filter(q=request.GET.get("q", "")[:60], limit=PICKED)
    page = cases(wanted, sight=sight(request), now=timezone.now())
    found = [{"code": str(r.id), "text": f"{r.number} {r.brief[:24]}"} for r in page.rows]
    return JsonResponse(found, safe=False)
