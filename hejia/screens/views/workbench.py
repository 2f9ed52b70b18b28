"""工作台: what is mine and burning first, how much there is, and what my agency was told."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.accounts.public import person_of
from hejia.cases.public import (
    MOST_COUNTED,
    desk,
    listed_json,
    mark_all_read,
    mark_read,
    notices,
    unread_count,
)

SHOWN: Final = 12
MOST_NOTICES: Final = 100


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the workbench: cases in one status, and where they are listed."""

    status: str
    label: str
    icon: str
    href: str
    permission: str


CARDS: Final = (
    Card("reported", "待分拨", "arrows-split", "/cases/dispatch/", "cases.dispatch"),
    Card("dispatched", "待签收", "inbox", "/cases/?tab=sign", "cases.view"),
    Card("handling", "办理中", "briefcase", "/cases/?tab=handling", "cases.view"),
    Card("close_review", "待办结审核", "checklist", "/cases/review/", "cases.close_approve"),
    Card("closed", "待首次回访", "phone-call", "/cases/visits/?tab=first", "cases.visit"),
    Card("visiting", "回访中", "phone", "/cases/visits/?tab=again", "cases.visit"),
)


def workbench(request: HttpRequest) -> HttpResponse:
    """Red and orange first, then by time left; refreshed live."""
    me, now = person_of(request).sight, timezone.now()
    found = desk(me, now=now, limit=SHOWN)
    live = found.count("total")
    open_to_me = [card for card in CARDS if card.permission in me.permissions]
    context = {
        "cards": [(card, found.tallies.get(card.status)) for card in open_to_me],
        "late": found.count("late"),
        "dangerous": found.count("dangerous"),
        "live": live if live <= MOST_COUNTED else None,
        "most": MOST_COUNTED,
        "rows": [listed_json(row) for row in found.first],
        "notices": notices(me, limit=SHOWN),
        "now": now,
    }
    fragment = "#desk" if request.headers.get("HX-Target") == "desk" else ""
    return render(request, f"screens/workbench.html{fragment}", context)


def notice_list(request: HttpRequest) -> HttpResponse:
    """Unread notices of one's own agencies."""
    found = notices(person_of(request).sight, limit=MOST_NOTICES)
    return render(request, "screens/notices.html", {"notices": found})


def notice_count(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell; nothing where there are none."""
    count = unread_count(person_of(request).sight, most=MOST_NOTICES)
    return HttpResponse("" if not count else f"{count}" if count < MOST_NOTICES else "99+")


@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to the case a notice is about; it is read then, for all of the agency."""
    by, now = person_of(request).sight, timezone.now()
    notice = mark_read(notice_id=notice_id, by=by, now=now)
    return redirect("case", notice.case_id)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything that is not urgent is read."""
    mark_all_read(by=person_of(request).sight, now=timezone.now())
    return redirect("notices")
