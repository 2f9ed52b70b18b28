"""Areas from GeoJSON and grids from a table: what is stated, and what is wrong with it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hejia.places import geometry
from hejia.places.facts import AreaFacts
from hejia.places.intake.ground import CRS, LAT, LON, Ground, position_of
from hejia.places.intake.sheets import Column, Faults, Row, Unreadable
from hejia.places.vocabulary import Level

CODE, NAME, COMMUNITY, LOCAL = "网格代码", "网格名称", "社区代码", "本地代码"
GRID_COLUMNS: Final = (
    Column(CODE, ("网格编码", "code"), required=True),
    Column(NAME, ("名称", "name"), required=True),
    Column(COMMUNITY, ("社区编码",), required=True),
    Column(LOCAL, ("本地编码",)),
    Column(LON, ("lon", "X")),
    Column(LAT, ("lat", "Y")),
    Column(CRS, ("crs",)),
)
GRID_EXAMPLE: Final = {
    CODE: "440307003002001",
    NAME: "第01网格",
    COMMUNITY: "440307003002",
    LOCAL: "",
    LON: "114.106",
    LAT: "22.694",
    CRS: "WGS-84",
}
_LEVELS: Final = {6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY}
_GRID_DIGITS: Final = range(15, 25)
_MOST_FEATURES: Final = 20_000
_KEYS: Final = {
    "code": ("code", "代码", "区划代码"),
    "name": ("name", "名称"),
    "parent": ("parent_code", "上级代码"),
    "local": ("local_code", "本地代码"),
    "schematic": ("schematic", "示意"),
}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A sound area, ready to be written. `outline` "" leaves what there is."""

    code: str
    code_local: str
    name: str
    level: Level
    parent_code: str
    outline: str
    outline_crs: str
    schematic: bool
    lon: float | None
    lat: float | None


def level_of(code: str) -> Level | None:
    """By the length of a national code; None for a length no level has."""
    if len(code) in _GRID_DIGITS:
        return Level.GRID
    return _LEVELS.get(len(code))


def parent_code_of(code: str, level: Level) -> str:
    """The code of the area above, by the way national codes are built."""
    lengths = {Level.STREET: 6, Level.COMMUNITY: 9, Level.GRID: 12}
    return code[: lengths[level]] if level in lengths else ""


def features_of(content: bytes) -> list[Any]:
    """The features of a GeoJSON file. Raises Unreadable."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("文件不是UTF-8编码的GeoJSON，请用制图软件重新导出。") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Unreadable("文件里没有要素（FeatureCollection），请用制图软件导出为GeoJSON。")
    if len(features) > _MOST_FEATURES:
        raise Unreadable(f"要素超过{_MOST_FEATURES}个，请拆分后分次导入。")
    return features


def check_features(
    features: Iterable[Any], ground: Ground, crs: str, faults: Faults
) -> list[AreaRow]:
    """The sound areas, from the district down; `row` of a fault is the number of its feature."""
    rows = [_feature_row(number, feature) for number, feature in enumerate(features, start=1)]
    stated = {row["code"] for row, _ in rows}
    sound: list[AreaRow] = []
    first_at: dict[str, int] = {}
    for row, shape in rows:
        before = faults.count
        level = _check_code(row, "code", ground, first_at, faults)
        if not row["name"] or len(row["name"]) > 60:
            faults.note(row.number, "name", row["name"], "名称应为1到60个字")
        parent = row["parent"] or (parent_code_of(row["code"], level) if level else "")
        _check_parent(row, level, parent, stated, ground, faults)
        outline = _outline(row, shape, crs, faults)
        if outline and level and faults.count == before:
            sound.append(_area_row(row, level, parent, outline, crs))
    return sorted(sound, key=lambda a: (a.level, a.code))


def check_grids(rows: Iterable[Row], ground: Ground, crs: str, faults: Faults) -> list[AreaRow]:
    """The sound grids of a table; they keep the outline they may have."""
    sound: list[AreaRow] = []
    first_at: dict[str, int] = {}
    for row in rows:
        before = faults.count
        level = _check_code(row, CODE, ground, first_at, faults)
        if level not in (Level.GRID, None):
            wrong = "网格代码应为社区代码（12位）加3位序号，共15位以上"
            faults.note(row.number, CODE, row[CODE], wrong)
        community = ground.area(row[COMMUNITY], Level.COMMUNITY)
        _check_community(row, community, faults)
        if not row[NAME] or len(row[NAME]) > 60:
            faults.note(row.number, NAME, row[NAME], "名称应为1到60个字")
        if len(row[LOCAL]) > 24:
            faults.note(row.number, LOCAL, row[LOCAL], "本地代码最多24个字符")
        position = position_of(row, crs, faults)
        if community and faults.count == before:
            lon, lat = position or (None, None)
            parent = community.code
            sound.append(
                AreaRow(
                    row[CODE], row[LOCAL], row[NAME], Level.GRID, parent, "", crs, False, lon, lat
                )
            )
    return sound


def _check_community(row: Row, community: AreaFacts | None, faults: Faults) -> None:
    if community is None:
        wrong = "区域表中没有此社区，请核对或先导入社区"
        faults.note(row.number, COMMUNITY, row[COMMUNITY], wrong)
    elif not row[CODE].startswith(community.code):
        faults.note(row.number, CODE, row[CODE], f"应以社区代码{community.code}开头")


def _check_code(
    row: Row, column: str, ground: Ground, first_at: dict[str, int], faults: Faults
) -> Level | None:
    code = row[column]
    level = level_of(code) if re.fullmatch(r"[0-9]+", code) else None
    if level is None:
        wrong = "应为6位（区）、9位（街道）、12位（社区）或15位以上（网格）数字代码"
        faults.note(row.number, column, code, wrong)
        return None
    if ground.district and not code.startswith(ground.district.code):
        faults.note(row.number, column, code, f"应以本区代码{ground.district.code}开头")
        return None
    earlier = first_at.setdefault(code, row.number)
    if earlier != row.number:
        faults.note(row.number, column, code, f"与第{earlier}行重复，请只保留一个")
    return level


def _check_parent(
    row: Row, level: Level | None, parent: str, stated: set[str], ground: Ground, faults: Faults
) -> None:
    if level is None or level == Level.DISTRICT:
        return
    known = ground.by_code.get(parent)
    above = known.level if known else (level_of(parent) if parent in stated else None)
    if above is None:
        wrong = "上级区域不在区域表中，也不在本文件中，请一并导入"
        faults.note(row.number, "parent_code", parent, wrong)
    elif above != level - 1:
        wrong = f"{level.label}的上级应为{Level(level - 1).label}，请核对"
        faults.note(row.number, "parent_code", parent, wrong)


def _outline(row: Row, shape: Mapping[str, Any] | None, crs: str, faults: Faults) -> str:
    try:
        return geometry.written(geometry.read_outline(shape, crs))
    except geometry.BadOutline as wrong:
        kind = str((shape or {}).get("type", "无"))
        faults.note(row.number, "geometry", kind, str(wrong))
        return ""


def _feature_row(number: int, feature: Any) -> tuple[Row, Mapping[str, Any] | None]:
    given = feature if isinstance(feature, dict) else {}
    properties = given.get("properties")
    shape = given.get("geometry")
    found = properties if isinstance(properties, dict) else {}
    cells = {
        ours: next((_printable(found[key]) for key in keys if found.get(key) is not None), "")
        for ours, keys in _KEYS.items()
    }
    return Row(number, cells), shape if isinstance(shape, dict) else None


def _printable(value: object) -> str:
    """What JSON can carry and no database takes (NUL, half characters) is left out."""
    return "".join(c for c in str(value) if c.isprintable()).strip()


def _area_row(row: Row, level: Level, parent: str, outline: str, crs: str) -> AreaRow:
    return AreaRow(
        code=row["code"],
        code_local=row["local"][:24],
        name=row["name"],
        level=level,
        parent_code=parent,
        outline=outline,
        outline_crs=crs,
        schematic=row["schematic"].lower() in {"true", "1", "是"},
        lon=None,
        lat=None,
    )
