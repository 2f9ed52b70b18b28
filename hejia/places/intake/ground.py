"""What the checks may ask of the ground that is there already."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejia.places.coordinates import in_china, to_wgs84
from hejia.places.facts import AreaFacts
from hejia.places.geometry import DECIMALS
from hejia.places.intake.sheets import Faults, Row
from hejia.places.vocabulary import Crs, Level

LON, LAT, CRS = "经度", "纬度", "坐标系"


@dataclass(frozen=True, slots=True)
class Ground:
    """`find`: the grid (or community) at a WGS-84 position, None outside the district."""

    district: AreaFacts | None
    by_code: Mapping[str, AreaFacts]
    find: Callable[[float, float], AreaFacts | None]

    def area(self, code: str, level: Level) -> AreaFacts | None:
        found = self.by_code.get(code)
        return found if found is not None and found.level == level else None


def position_of(row: Row, crs: str, faults: Faults) -> tuple[float, float] | None:
    """The position of a row in WGS-84, None where there is none; what is wrong is noted."""
    if not row[LON] and not row[LAT]:
        return None
    if not (row[LON] and row[LAT]):
        missing = LAT if row[LON] else LON
        faults.note(row.number, missing, "", "经度和纬度应同时填写，或都不填")
        return None
    named = _crs_of(row, crs, faults)
    lon, lat = _degrees(row, LON, faults), _degrees(row, LAT, faults)
    if named is None or lon is None or lat is None:
        return None
    if not in_china(lon, lat):
        swapped = "；经度与纬度似乎填反了" if in_china(lat, lon) else ""
        faults.note(row.number, LON, f"{lon}，{lat}", f"不是中国境内的经纬度{swapped}，请核对")
        return None
    x, y = to_wgs84(lon, lat, named)
    return round(x, DECIMALS), round(y, DECIMALS)


def _crs_of(row: Row, otherwise: str, faults: Faults) -> str | None:
    given = row[CRS] or otherwise
    known = {name.upper().replace("-", ""): name for name in Crs.values}
    found = known.get(given.upper().replace("-", ""))
    if found is None:
        faults.note(row.number, CRS, given, f"不认识的坐标系，应为{'、'.join(Crs.values)}之一")
    return found


def _degrees(row: Row, column: str, faults: Faults) -> float | None:
    try:
        number = float(row[column])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        faults.note(row.number, column, row[column], "应为以度为单位的小数，如114.123456")
        return None
    return number
