"""Made-up buildings: plausible names, roads and 25-digit codes; the same on every machine. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from hejia.places.demo.shapes import scatter
from hejia.places.geometry import DECIMALS, Outline

_FIRST: Final = tuple("和安康泰宁顺怡悦嘉祥福瑞锦华翠碧云星晨曦丽雅清静兰桂松竹梅荷")
_SECOND: Final = tuple("苑景园庭湖溪岭峰谷湾林泉居舍轩亭台阁里坊")
_ESTATES: Final = ("花园", "小区", "家园", "雅苑", "公寓", "新村", "名庭", "大厦", "工业园宿舍")
_ROADS: Final = ("路", "街", "一路", "二路", "北路", "南路", "巷", "大道")
_NICKNAMES: Final = (
    "{short}旧村",
    "{short}红楼",
    "老{estate}",
    "{short}榕树头",
    "{first}{second}城中村",
    "{short}市场后面那排",
)
PER_GRID: Final = 19


@dataclass(frozen=True, slots=True)
class Building:
    code: str
    own: str  # the address below the community
    name: str
    nickname: str
    lon: float
    lat: float


def of_grid(grid_code: str, short: str, outline: Outline, count: int) -> Iterator[Building]:
    """`count` buildings of a grid (15-digit code) in the community called `short`."""
    chance = random.Random(grid_code)  # noqa: S311 makes a map, keeps no secret
    points: np.ndarray = scatter(outline, count, f"{grid_code} buildings").round(DECIMALS)
    community, order = grid_code[:12], int(grid_code[12:])
    estate, road, block = "", "", 0
    for number, (lon, lat) in enumerate(points.tolist(), start=1):
        if block == 0:
            estate = chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice(_ESTATES)
            road = _road(chance, short) + f"{chance.randint(1, 380)}号"
            block = chance.randint(2, 8)
        name = f"{estate}{block}栋"
        block -= 1
        nickname = ""
        if chance.random() < 0.12:
            nickname = chance.choice(_NICKNAMES).format(
                short=short,
                estate=estate,
                first=chance.choice(_FIRST),
                second=chance.choice(_SECOND),
            )
        code = f"{community}{order:02d}{number:05d}000000"
        yield Building(code, road + name, name, nickname, lon, lat)


def _road(chance: random.Random, short: str) -> str:
    first = short[:2] if chance.random() < 0.4 else chance.choice(_FIRST) + chance.choice(_SECOND)
    return first + chance.choice(_ROADS)
