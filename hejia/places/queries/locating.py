"""From a position or an address code to its place in the tree."""

from functools import lru_cache

from hejia.kernel import district as door
from hejia.kernel.errors import Missing, Refused
from hejia.places.coordinates import in_china, to_wgs84
from hejia.places.facts import AreaFacts, Place
from hejia.places.geometry import Finder
from hejia.places.models import Address, Area
from hejia.places.queries.areas import ancestry, area, district, tree
from hejia.places.vocabulary import Crs, Level, Precision


def locate(lon: float, lat: float, crs: str = Crs.WGS84) -> Place:
    """The grid a point lies in; statements: none (two when outlines changed).

    `crs` names the system lon and lat are in; the caller keeps what came. Where no grid has an
    outline, the community. Raises Refused outside the district or for an unknown system.
    """
    if crs not in Crs.values:
        raise Refused("places.unknown_crs", f"不认识坐标系“{crs}”，应为 {'、'.join(Crs.values)}。")
    if not in_china(lon, lat):
        raise Refused("places.not_a_position", "坐标应为经度在前、纬度在后的度数，请核对。")
    x, y = to_wgs84(lon, lat, crs)
    found = lowest_at(x, y)
    if found is None:
        raise Refused(
            "places.outside",
            f"该位置不在{district().name}范围内。请核对位置和坐标系，或直接选择所在社区。",
        )
    return place_of(found, lon=round(x, 7), lat=round(y, 7), precision=Precision.POINT)


def lowest_at(lon: float, lat: float) -> AreaFacts | None:
    """The grid at a WGS-84 position, else the community; None outside the district."""
    found = _finder(Level.GRID).find(lon, lat) or _finder(Level.COMMUNITY).find(lon, lat)
    return None if found is None else area(found)


def resolve_address(code: str) -> Place:
    """Where an address of the unified code lies; one statement. Raises Missing."""
    code = code.strip()
    columns = ("community_id", "grid_id", "lon", "lat", "precision", "text", "synthetic")
    rows = Address.objects.filter(code=code).values_list(*columns)
    row = rows.first() if code.isdecimal() else None
    if row is None:
        raise Missing(f"统一地址编码“{code}”")
    community_id, grid_id, lon, lat, precision, text, synthetic = row
    return place_of(
        area(grid_id or community_id),
        lon=lon,
        lat=lat,
        precision=Precision(precision),
        address_code=code,
        text=text,
        synthetic=synthetic,
    )


def place_of(
    found: AreaFacts,
    *,
    lon: float | None = None,
    lat: float | None = None,
    precision: Precision | None = None,
    address_code: str = "",
    text: str = "",
    synthetic: bool = False,
) -> Place:
    """A community or grid as a Place; without a position, its centre. No statement."""
    if found.community_id is None:
        raise Refused("places.not_a_community", f"“{found.name}”不是社区，请选择到社区。")
    by_level = {a.level: a for a in ancestry(found.id)}
    street, community = by_level[Level.STREET], by_level[Level.COMMUNITY]
    grid = by_level.get(Level.GRID)
    if precision is None:
        precision = Precision.GRID if grid else Precision.COMMUNITY
        lon, lat = found.lon, found.lat
    return Place(
        street_id=street.id,
        street_code=street.code,
        street_name=street.name,
        community_id=community.id,
        community_code=community.code,
        community_name=community.name,
        grid_id=grid.id if grid else None,
        grid_code=grid.code if grid else "",
        grid_name=grid.name if grid else "",
        lon=lon,
        lat=lat,
        precision=precision,
        address_code=address_code,
        text=text,
        synthetic=synthetic,
    )


def place_in(area_id: int) -> Place:
    """The place of somebody of whom only the community or grid is known. No statement."""
    return place_of(area(area_id))


def _finder(level: Level) -> Finder:
    return _built(door.current().schema, level, tree().outlines)


@lru_cache(maxsize=8)
def _built(schema: str, level: Level, outlines: str) -> Finder:  # noqa: ARG001 they are the key
    """The finder of a level; kept by what the outlines are, not by when anything changed."""
    rows = Area.objects.filter(level=level, valid_to__isnull=True).exclude(outline="")
    return Finder(list(rows.order_by("id").values_list("id", "outline")))
