"""JSON for the pages' own scripts: addresses as one types, point → grid, areas and outlines."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET

from hejia.kernel.errors import Refused
from hejia.kernel.search import bigram_query
from hejia.places.access import viewing
from hejia.places.queries.addresses import search_addresses
from hejia.places.queries.areas import areas as areas_below
from hejia.places.queries.areas import district
from hejia.places.queries.drawing import drawing
from hejia.places.queries.locating import locate as place_at
from hejia.places.schemas import address_json, area_json, place_json
from hejia.places.vocabulary import Crs, Level

_LONGEST = 100


@require_GET
@viewing
def addresses(request: HttpRequest) -> HttpResponse:
    """`?q=`: the ten best addresses; `hint` says why there are none."""
    typed = request.GET.get("q", "")[:_LONGEST]
    found = search_addresses(typed)
    hint = ""
    if not found:
        short = not bigram_query(typed)
        hint = "请至少输入两个字" if short else "没有找到，请换个说法，或直接填写地址并选择社区"
    return JsonResponse({"results": [address_json(one) for one in found], "hint": hint})


@require_GET
@viewing
def locate(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=&crs=` (WGS-84 unless said): the grid; 422 with a sentence outside."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return _refusal(Refused("places.not_a_position", "请给出经度lon和纬度lat（度）。"))
    try:
        return JsonResponse(place_json(place_at(lon, lat, request.GET.get("crs") or Crs.WGS84)))
    except Refused as refusal:
        return _refusal(refusal)


@require_GET
@viewing
def areas(request: HttpRequest) -> HttpResponse:
    """`?parent=` (the district unless said) and `?level=`: the children, or all of a level."""
    try:
        parent, level = _whole(request, "parent"), _level(request)
        parent = parent if parent is not None else district().id
        found = areas_below(level, parent)
    except Refused as refusal:
        return _refusal(refusal)
    children = [a for a in found if level is not None or a.parent_id == parent]
    return JsonResponse({"results": [area_json(one) for one in children]})


@require_GET
@viewing
def outlines(request: HttpRequest) -> HttpResponse:
    """`?level=&parent=` as GeoJSON with simplified outlines; packed, and 304 when unchanged."""
    try:
        drawn = drawing(_level(request), _whole(request, "parent"))
    except Refused as refusal:
        return _refusal(refusal)
    tag = quote_etag(drawn.tag)
    response = HttpResponse(status=304)
    if tag not in parse_etags(request.headers.get("If-None-Match", "")):
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(
            drawn.packed if packed else drawn.plain, content_type="application/geo+json"
        )
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response


def _whole(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if given and not given.isdecimal():
        raise Refused("places.not_a_number", f"参数{name}应为整数。")
    return int(given) if given else None


def _level(request: HttpRequest) -> Level | None:
    given = _whole(request, "level")
    if given is not None and given not in Level.values:
        raise Refused("places.unknown_level", "参数level应为1（区）到4（网格）。")
    return Level(given) if given is not None else None


def _refusal(refusal: Refused) -> JsonResponse:
    body: dict[str, Any] = {"code": refusal.code, "message": refusal.sentence}
    return JsonResponse(body, status=404 if refusal.code == "missing" else 422)
