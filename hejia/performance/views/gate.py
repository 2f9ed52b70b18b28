"""Who asks, about which unit's year, and how a refused form is shown again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hejia.accounts.public import Sight, person_of
from hejia.accounts.public import needs as needs
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.performance.access import unit_for
from hejia.performance.forms import Entry
from hejia.performance.models import Unit

VIEW = "performance.view"
YEARS = range(2015, 2100)


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit's year as its pages know it."""

    unit: Unit
    year: int
    may_record: bool
    may_review: bool

    @property
    def root(self) -> str:
        """The address below which this unit's year lies."""
        return f"/performance/units/{self.unit.pk}/{self.year}"


def sight(request: HttpRequest) -> Sight:
    """What the person logged in may see and do."""
    return person_of(request).sight


def project_key(project_id: int) -> int | None:
    """Project 0 in an address is the department itself."""
    return project_id or None


def desk(request: HttpRequest, unit_id: int, year: int) -> Desk:
    """The unit's year, if it is theirs to see. Raises Missing."""
    if year not in YEARS:
        raise Missing("这个年度")
    by = sight(request)
    return Desk(
        unit_for(by, unit_id),
        year,
        "performance.record" in by.permissions,
        "performance.review" in by.permissions,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is one form: its words and where it leads."""

    desk: Desk
    title: str
    back: str
    submit: str = "保存"
    done: str = "已保存。"
    note: str = ""


def one_form(
    request: HttpRequest, page: Page, form: Entry, run: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Ask, or run the command and go back; a refusal keeps what was typed."""
    if request.method == "POST" and attempt(form, run):
        messages.success(request, page.done)
        return redirect(page.back)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "page": page, "desk": page.desk}
    return render(request, "performance/form.html", context, status=status)


def attempt(form: Entry, run: Callable[[dict[str, Any]], object]) -> bool:
    """Run the command with what the form holds; False if either objects."""
    if not form.is_valid():
        return False
    try:
        run(form.cleaned_data)
    except (Stale, Missing):
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def do(request: HttpRequest, back: str, done: str, run: Callable[[], object]) -> HttpResponse:
    """A button without a form: run the command and go back; a refusal is told line by line, with
    the way back to where it can be put right."""
    if request.method != "POST":
        return redirect(back)
    try:
        run()
    except (Stale, Missing):
        raise
    except Refused as refusal:
        heading, *lines = refusal.sentence.splitlines()
        context = {"sentence": heading, "lines": lines, "back": back}
        return render(request, "performance/not_yet.html", context, status=422)
    messages.success(request, done)
    return redirect(back)


def posted(request: HttpRequest, prefix: str) -> dict[str, str]:
    """Fields named `prefix + key`, by key, as typed."""
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


def seen(request: HttpRequest) -> int:
    """The version the page was drawn from; -1 where it was not sent."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() else -1


def now() -> Any:
    """The present moment, for commands."""
    return timezone.now()
