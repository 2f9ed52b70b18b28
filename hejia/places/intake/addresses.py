"""Rows of addresses: 统一地址编码, 地址全称, where they lie, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hejia.places.addresscode import fault_in
from hejia.places.facts import AreaFacts
from hejia.places.intake.ground import CRS, LAT, LON, Ground, position_of
from hejia.places.intake.sheets import Column, Faults, Row
from hejia.places.vocabulary import Level, Precision

CODE, TEXT, NAME, NICKNAME = "统一地址编码", "地址全称", "楼栋名称", "俗称"
COMMUNITY, GRID, PRECISION, STATE = "社区代码", "网格代码", "位置精度", "状态"

COLUMNS: Final = (
    Column(CODE, ("地址编码", "房屋编码", "code"), required=True),
    Column(TEXT, ("标准地址", "地址", "address"), required=True),
    Column(COMMUNITY, ("社区编码",)),
    Column(GRID, ("网格编码",)),
    Column(NAME, ("建筑物名称", "名称")),
    Column(NICKNAME, ("别名",)),
    Column(LON, ("lon", "X")),
    Column(LAT, ("lat", "Y")),
    Column(CRS, ("crs",)),
    Column(PRECISION),
    Column(STATE),
)
EXAMPLE: Final = {
    CODE: "4403070030020100001000000",
    TEXT: "龙岗区平湖街道良安田社区示例路1号示例花园1栋",
    COMMUNITY: "440307003002",
    GRID: "",
    NAME: "示例花园1栋",
    NICKNAME: "老示例楼",
    LON: "114.106",
    LAT: "22.694",
    CRS: "WGS-84",
    PRECISION: "楼栋",
    STATE: "启用",
}
_STATES: Final = {"": False, "启用": False, "停用": True}
_PRECISIONS: Final = {str(p.label): p for p in Precision}


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A sound row, ready to be written. Positions are WGS-84."""

    code: str
    text: str
    name: str
    nickname: str
    street_id: int
    community_id: int
    grid_id: int | None
    lon: float | None
    lat: float | None
    precision: Precision
    retired: bool


def check(rows: Iterable[Row], ground: Ground, crs: str, faults: Faults) -> list[AddressRow]:
    """The sound rows; what is wrong with the others is noted, cell by cell."""
    first_at: dict[str, int] = {}
    sound: list[AddressRow] = []
    for row in rows:
        before = faults.count
        _check_texts(row, ground, faults)
        earlier = first_at.setdefault(row[CODE], row.number)
        if row[CODE] and earlier != row.number:
            faults.note(row.number, CODE, row[CODE], f"与第{earlier}行重复，请只保留一行")
        position = position_of(row, crs, faults)
        area = _area_of(row, ground, position, faults)
        if area is not None and faults.count == before:
            sound.append(_sound(row, area, position))
    return sound


def _check_texts(row: Row, ground: Ground, faults: Faults) -> None:
    wrong = fault_in(row[CODE], ground.district.code if ground.district else "")
    if wrong:
        faults.note(row.number, CODE, row[CODE], wrong)
    if not row[TEXT]:
        faults.note(row.number, TEXT, "", "缺少地址，请填写从区到楼栋的完整地址")
    for column, longest in ((TEXT, 200), (NAME, 80), (NICKNAME, 80)):
        if len(row[column]) > longest:
            faults.note(row.number, column, row[column], f"最多{longest}个字，请缩短")
    for column, known in ((STATE, _STATES), (PRECISION, {"": None, **_PRECISIONS})):
        if row[column] not in known:
            words = "、".join(word for word in known if word)
            faults.note(row.number, column, row[column], f"应为{words}之一，或不填")


def _area_of(
    row: Row, ground: Ground, position: tuple[float, float] | None, faults: Faults
) -> AreaFacts | None:
    """The grid, or else the community: as stated, or where the position lies."""
    stated = _stated(row, ground, faults)
    found = ground.find(*position) if position else None
    if position and found is None:
        faults.note(
            row.number, LON, f"{row[LON]}，{row[LAT]}", "不在本区范围内，请核对坐标与坐标系"
        )
        return None
    if stated is None and found is None and not row[COMMUNITY] and not row[GRID]:
        faults.note(row.number, COMMUNITY, "", "请填写社区代码、网格代码或经纬度，至少一项")
    if stated is None or stated.level == Level.GRID:
        return stated or (None if row[COMMUNITY] or row[GRID] else found)
    # The community is stated: the position tells the grid, if it agrees.
    agrees = found is not None and found.community_id == stated.id
    return found if agrees else stated


def _stated(row: Row, ground: Ground, faults: Faults) -> AreaFacts | None:
    community = ground.area(row[COMMUNITY], Level.COMMUNITY)
    grid = ground.area(row[GRID], Level.GRID)
    for column, found in ((COMMUNITY, community), (GRID, grid)):
        if row[column] and found is None:
            faults.note(row.number, column, row[column], "区域表中没有此代码，请核对或先导入区域")
    if grid and community and grid.community_id != community.id:
        faults.note(row.number, GRID, row[GRID], f"该网格不属于{community.name}，请核对")
    return grid or community


def _sound(row: Row, area: AreaFacts, position: tuple[float, float] | None) -> AddressRow:
    lon, lat = position or (None, None)
    default = Precision.BUILDING if position else Precision.NONE
    return AddressRow(
        code=row[CODE],
        text=row[TEXT],
        name=row[NAME],
        nickname=row[NICKNAME],
        street_id=area.street_id or 0,
        community_id=area.community_id or 0,
        grid_id=area.id if area.level == Level.GRID else None,
        lon=lon,
        lat=lat,
        precision=_PRECISIONS.get(row[PRECISION], default),
        retired=_STATES[row[STATE]],
    )
