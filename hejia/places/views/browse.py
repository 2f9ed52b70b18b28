"""The pages that show areas and addresses; everybody who is logged in may look."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hejia.kernel.search import bigram_query
from hejia.places.access import MANAGE, person_of, viewing
from hejia.places.facts import AreaFacts
from hejia.places.forms import AbolishForm, AddressFilters, AppointForm
from hejia.places.queries.addresses import search_addresses, search_community
from hejia.places.queries.areas import areas, communities_by_street, district
from hejia.places.queries.pages import PersonRow, addresses_in, addresses_with, area_page
from hejia.places.vocabulary import Level

_FOUND_AT_MOST = 50


@require_GET
@viewing
def index(request: HttpRequest) -> HttpResponse:
    """The district, or word that nothing was imported yet."""
    if not areas():
        managing = person_of(request).may(MANAGE)
        return render(request, "places/nothing.html", {"managing": managing})
    return area_view(request, district().id)


@require_GET
@viewing
def area_view(request: HttpRequest, area_id: int) -> HttpResponse:
    """An area: its map, what lies below it, its persons and versions."""
    return render_area(request, area_id)


def render_area(
    request: HttpRequest,
    area_id: int,
    *,
    appoint: AppointForm | None = None,
    abolish: AbolishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an area; with a form that was refused, as it was filled in."""
    today = timezone.localdate()
    page = area_page(area_id)
    facts = {
        "page": page,
        "managing": person_of(request).may(MANAGE),
        "appoint": appoint
        or AppointForm(persons=in_office(page.persons), initial={"since": today}),
        "abolish": abolish or AbolishForm(heirs=heirs_of(page.area), initial={"effective": today}),
        "abolishable": page.area.current and page.area.level >= Level.COMMUNITY,
        "grids": len(areas(Level.GRID, area_id)),
        "communities": len(areas(Level.COMMUNITY, area_id)),
    }
    return render(request, "places/area.html", facts, status=status)


def in_office(persons: Iterable[PersonRow]) -> list[tuple[int, str]]:
    """The persons whom a new one may replace."""
    return [(one.id, f"{one.name}（{one.role}）") for one in persons if one.until is None]


def heirs_of(found: AreaFacts) -> list[tuple[int, str]]:
    """The areas that may take over from one: current, of its level, in the same area above."""
    return [(a.id, a.name) for a in areas(found.level, found.parent_id) if a.id != found.id]


@require_GET
@viewing
def buildings(request: HttpRequest) -> HttpResponse:
    """Addresses: by words, or all of a community page by page."""
    filters = AddressFilters(request.GET, communities=communities_by_street())
    chosen = filters.cleaned_data if filters.is_valid() else {}
    typed, area_id = str(chosen.get("q") or ""), chosen.get("area")
    after = "".join(c for c in request.GET.get("after", "") if c.isdecimal())
    if typed:
        found = (
            search_community(typed, area_id, _FOUND_AT_MOST)
            if area_id
            else search_addresses(typed, _FOUND_AT_MOST)
        )
        rows, following = addresses_with(one.code for one in found), ""
    else:
        rows, following = addresses_in(area_id or district().id, after)
    facts = {
        "filters": filters,
        "rows": rows,
        "after": following,
        "typed": typed,
        "short": bool(typed) and not area_id and not rows and not bigram_query(typed),
        "cut": len(rows) == _FOUND_AT_MOST,
        "managing": person_of(request).may(MANAGE),
    }
    return render(request, "places/buildings.html", facts)
