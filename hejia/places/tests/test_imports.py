"""Files are judged cell by cell; they are written whole or not at all; repeating is harmless."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.places.commands.imports import Upload, apply, drop, preview
from hejia.places.coordinates import from_wgs84, metres_between
from hejia.places.intake import addresses, sheets
from hejia.places.models import Address, Area, AreaVersion, Import
from hejia.places.public import Crs, locate, resolve_address, search_addresses
from hejia.places.vocabulary import ImportKind, ImportStatus
from hejia.testing.ground import COMMUNITY, DISTRICT, OTHER_COMMUNITY, STREET

from .conftest import NOW, TODAY

GRID = f"{COMMUNITY}001"
CODE = f"{COMMUNITY}0100001000000"
HEADINGS = ["统一地址编码", "地址全称", "社区代码", "楼栋名称", "俗称", "经度", "纬度", "状态"]
GOOD = [
    CODE,
    "龙岗区坂田街道五和社区和顺路1号和顺园2栋",
    COMMUNITY,
    "和顺园2栋",
    "老和顺",
    "",
    "",
    "",
]


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return file.getvalue()


def square(lon: float, lat: float, side: float = 0.01, crs: str = "WGS-84") -> dict[str, Any]:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [list(from_wgs84(lon + x * side, lat + y * side, crs)) for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, name: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, **properties},
        "geometry": geometry,
    }


def geojson(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def looked_at(
    kind: ImportKind, content: bytes, name: str = "file.csv", crs: Crs = Crs.WGS84
) -> Import:
    return preview(Upload(kind, name, content, crs, TODAY), by=5, now=NOW)


def of_addresses(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Import:
    return looked_at(ImportKind.ADDRESSES, as_csv([headings, *rows]))


def faults(found: Import) -> list[tuple[int, str]]:
    assert found.status == ImportStatus.FAULTY
    assert found.content is None
    return [(row, column) for row, column, *_ in found.faults]


# Addresses ------------------------------------------------------------------------------------


def test_a_good_file_is_shown_first_and_then_written(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD)
    assert (found.status, found.rows, found.created, found.faults) == ("ready", 1, 1, [])
    assert not Address.objects.exists()
    tally = apply(found.pk, by=5, now=NOW)
    assert (tally.created, tally.changed, tally.unchanged) == (1, 0, 0)
    place = resolve_address(CODE)
    assert (place.community_code, place.grid_id, place.precision) == (COMMUNITY, None, "none")
    assert [one.code for one in search_addresses("老和顺")] == [CODE]
    found.refresh_from_db()
    assert (found.status, found.content) == ("applied", None)


def test_the_same_file_again_changes_nothing_and_a_changed_one_only_what_changed(
    areas: dict[str, Area],
) -> None:
    other = [CODE[:-1] + "1", *GOOD[1:]]
    apply(of_addresses(GOOD, other).pk, by=5, now=NOW)
    ids = dict(Address.objects.values_list("code", "id"))
    again = of_addresses(GOOD, other)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    apply(again.pk, by=5, now=NOW)
    renamed = of_addresses([*GOOD[:4], "和顺红楼", *GOOD[5:]], other)
    assert (renamed.created, renamed.changed, renamed.unchanged) == (0, 1, 1)
    apply(renamed.pk, by=5, now=NOW)
    assert dict(Address.objects.values_list("code", "id")) == ids
    assert [one.code for one in search_addresses("和顺红楼")] == [CODE]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("统一地址编码", "", "缺少统一地址编码"),
        ("统一地址编码", "4.40307E+24", "文本"),
        ("统一地址编码", "1" * 25, "以本区代码440307开头"),
        ("统一地址编码", CODE + "0", "应为25位数字，现有26个字符"),
        ("统一地址编码", "４" * 25, "应为25位数字"),
        ("地址全称", "", "缺少地址"),
        ("地址全称", "长" * 201, "最多200个字"),
        ("楼栋名称", "长" * 81, "最多80个字"),
        ("社区代码", "440307013999", "区域表中没有此代码"),
        ("社区代码", STREET, "区域表中没有此代码"),
        ("社区代码", "", "至少一项"),
        ("状态", "作废", "应为启用、停用之一"),
    ],
)
def test_every_wrong_cell_is_named_with_what_to_do(
    areas: dict[str, Area], column: str, value: str, said: str
) -> None:
    bad = list(GOOD)
    bad[HEADINGS.index(column)] = value
    found = of_addresses([CODE[:-1] + "9", *GOOD[1:]], bad)
    assert faults(found) == [(3, column)]
    assert said in found.faults[0][3]
    assert not Address.objects.exists()


@pytest.mark.parametrize(
    ("lon", "lat", "column", "said"),
    [
        ("114.07", "", "纬度", "同时填写"),
        ("", "22.6", "经度", "同时填写"),
        ("东经114", "22.6", "经度", "小数"),
        ("nan", "22.6", "经度", "小数"),
        ("22.6", "114.07", "经度", "填反了"),
        ("114.07", "22.63", "经度", "不在本区范围内"),
    ],
)
def test_a_wrong_position_is_told_from_a_missing_one(
    areas: dict[str, Area], lon: str, lat: str, column: str, said: str
) -> None:
    found = of_addresses([*GOOD[:5], lon, lat, ""])
    assert faults(found) == [(2, column)]
    assert said in found.faults[0][3]


def test_several_faults_of_one_row_are_all_told(areas: dict[str, Area]) -> None:
    found = of_addresses(["1", "", "x", "", "", "1", "", "?"])
    assert sorted(faults(found)) == sorted(
        (2, column) for column in ("统一地址编码", "地址全称", "状态", "社区代码", "纬度")
    )


def test_a_code_given_twice_names_the_first_row(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD, GOOD)
    assert faults(found) == [(3, "统一地址编码")]
    assert "与第2行重复" in found.faults[0][3]


def test_a_missing_column_is_told_once(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD[1:], headings=HEADINGS[1:])
    assert faults(found) == [(1, "统一地址编码")]


def test_an_empty_table_is_told(areas: dict[str, Area]) -> None:
    assert faults(of_addresses()) == [(2, "（整行）")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_excel(areas: dict[str, Area], encoding: str) -> None:
    found = looked_at(ImportKind.ADDRESSES, as_csv([HEADINGS, GOOD, ["", ""]], encoding))
    assert (found.status, found.rows) == ("ready", 1)


def test_xlsx_is_read_and_a_code_kept_as_number_is_refused(areas: dict[str, Area]) -> None:
    starred = [HEADINGS[0] + "*", *HEADINGS[1:]]
    good = looked_at(ImportKind.ADDRESSES, as_xlsx([starred, GOOD]), "a.xlsx")
    assert good.status == "ready"
    lossy = looked_at(ImportKind.ADDRESSES, as_xlsx([HEADINGS, [float(CODE), *GOOD[1:]]]), "a.xlsx")
    assert faults(lossy) == [(2, "统一地址编码")]
    assert "科学计数" in lossy.faults[0][3]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("a.xlsx", b"text", "已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "另存为.xlsx"),
        ("a.csv", b"\xff\xfe\x00\x81\x00", "编码"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    areas: dict[str, Area], name: str, content: bytes, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        looked_at(ImportKind.ADDRESSES, content, name)
    assert not Import.objects.exists()


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 1)
    with pytest.raises(sheets.Unreadable, match="超过1行"):
        sheets.read(as_csv([HEADINGS, GOOD, GOOD]), "a.csv", addresses.COLUMNS, sheets.Faults())


def test_all_faults_are_counted_though_not_all_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_FAULTS_KEPT", 2)
    found = sheets.Faults()
    for row in range(5):
        found.note(row, "列", "值", "错")
    assert (found.count, len(found.kept), len(found.rows)) == (5, 2, 5)


# Areas and grids --------------------------------------------------------------------------------


def test_a_district_is_built_from_geojson(db: None) -> None:
    content = geojson(
        feature(GRID, "第01网格", square(114.05, 22.60, crs="GCJ-02")),
        feature(COMMUNITY, "五和社区", square(114.05, 22.60, 0.02, "GCJ-02")),
        feature(STREET, "坂田街道", square(114.0, 22.55, 0.1, "GCJ-02"), local_code="L9"),
        feature(DISTRICT, "龙岗区", square(114.0, 22.5, 0.3, "GCJ-02"), parent_code="440300"),
    )
    found = looked_at(ImportKind.AREAS, content, "a.geojson", Crs.GCJ02)
    assert (found.status, found.created) == ("ready", 4)
    apply(found.pk, by=5, now=NOW)
    place = locate(114.055, 22.605)
    assert (place.street_name, place.community_name, place.grid_name) == (
        "坂田街道",
        "五和社区",
        "第01网格",
    )
    street = Area.objects.get(code=STREET)
    assert (street.code_local, street.outline_crs, street.short_name) == ("L9", "GCJ-02", "坂田")
    assert metres_between((street.lon or 0, street.lat or 0), (114.05, 22.6)) < 1
    with pytest.raises(Refused, match="不在龙岗区范围内"):
        locate(114.2, 22.7)


def test_outlines_drawn_anew_become_versions_and_addresses_follow(areas: dict[str, Area]) -> None:
    second = f"{COMMUNITY}002"
    first = geojson(feature(GRID, "第01网格", square(114.05, 22.60, 0.02)))
    apply(looked_at(ImportKind.AREAS, first).pk, by=5, now=NOW)
    west, east = ("114.055", "22.605"), ("114.065", "22.605")
    rows = [[f"{COMMUNITY}{n:013d}", *GOOD[1:5], *at, ""] for n, at in enumerate((west, east))]
    apply(of_addresses(*rows).pk, by=5, now=NOW)
    grid = areas[GRID].pk
    assert list(Address.objects.order_by("code").values_list("grid_id", flat=True)) == [grid, grid]
    versions = AreaVersion.objects.count()
    split = geojson(
        feature(GRID, "第01网格", square(114.05, 22.60)),
        feature(second, "第02网格", square(114.06, 22.60)),
    )
    apply(looked_at(ImportKind.AREAS, split).pk, by=5, now=NOW)
    new = Area.objects.get(code=second).pk
    assert list(Address.objects.order_by("code").values_list("grid_id", flat=True)) == [grid, new]
    assert AreaVersion.objects.count() == versions + 1
    assert "114.07" in AreaVersion.objects.latest("id").outline
    elsewhere = [f"{COMMUNITY}{9:013d}", *GOOD[1:2], OTHER_COMMUNITY, "", "", *west, ""]
    apply(of_addresses(elsewhere).pk, by=5, now=NOW)
    stated = Address.objects.get(code=elsewhere[0])  # what is stated goes before what is measured
    assert (stated.community_id, stated.grid_id) == (areas[OTHER_COMMUNITY].pk, None)
    again = looked_at(ImportKind.AREAS, split)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[114.0, 22.6], [114.1, 22.7], [114.1, 22.6], [114.0, 22.7], [114.0, 22.6]]],
}


@pytest.mark.parametrize(
    ("given", "column", "said"),
    [
        (feature("12", "名", square(114.05, 22.6)), "code", "应为6位"),
        (feature("44030701３", "名", square(114.05, 22.6)), "code", "应为6位"),
        (feature("440306001", "名", square(114.05, 22.6)), "code", "开头"),
        (feature(STREET, "", square(114.05, 22.6)), "name", "1到60个字"),
        (feature("440307099001", "名", square(114.05, 22.6)), "parent_code", "一并导入"),
        (
            feature(COMMUNITY, "名", square(114.05, 22.6), parent_code=DISTRICT),
            "parent_code",
            "上级应为街道",
        ),
        (feature(STREET, "名", None), "geometry", "应为面"),
        (feature(STREET, "名", {"type": "Point", "coordinates": [1, 2]}), "geometry", "应为面"),
        (
            feature(STREET, "名", {"type": "Polygon", "coordinates": [[[1]]]}),
            "geometry",
            "坐标不完整",
        ),
        (feature(STREET, "名", {"type": "Polygon", "coordinates": []}), "geometry", "空的"),
        (feature(STREET, "名", square(22.6, 50)), "geometry", "经纬度"),
        (feature(STREET, "名", BOWTIE), "geometry", "自相交"),
        (
            feature(STREET, "名", {"type": "Polygon", "coordinates": "x"}),
            "geometry",
            "坐标不完整",
        ),
        (feature(STREET, "\x00\ud800", square(114.05, 22.6)), "name", "1到60个字"),
    ],
)
def test_every_wrong_feature_is_named_with_what_to_do(
    areas: dict[str, Area], given: dict[str, Any], column: str, said: str
) -> None:
    before = Area.objects.count()
    good = feature("440307088", "新街道", square(114.05, 22.6))
    found = looked_at(ImportKind.AREAS, geojson(good, given))
    assert faults(found) == [(2, column)]
    assert said in found.faults[0][3]
    assert Area.objects.count() == before


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"features": []}', b"\xff\xff", b"null"])
def test_what_is_no_geojson_is_refused(db: None, content: bytes) -> None:
    with pytest.raises(Refused, match="GeoJSON"):
        looked_at(ImportKind.AREAS, content)


@pytest.mark.parametrize("odd", [None, 5, "x", {"properties": 3, "geometry": 4}, {}])
def test_a_feature_of_no_shape_is_a_fault_not_a_crash(areas: dict[str, Area], odd: Any) -> None:
    assert (1, "code") in faults(looked_at(ImportKind.AREAS, geojson(odd)))


def grids(*rows: Sequence[str]) -> Import:
    headings = ["网格代码", "网格名称", "社区代码", "本地代码", "经度", "纬度", "坐标系"]
    return looked_at(ImportKind.GRIDS, as_csv([headings, *rows]))


def test_grids_come_from_a_table_too(areas: dict[str, Area]) -> None:
    found = grids(
        [f"{COMMUNITY}002", "第02网格", COMMUNITY, "W2", "114.07", "22.63", "gcj02"],
        [GRID, "五和第1网格", COMMUNITY, "", "", "", ""],
    )
    assert (found.created, found.changed, found.unchanged) == (1, 0, 1)
    apply(found.pk, by=5, now=NOW)
    new = Area.objects.get(code=f"{COMMUNITY}002")
    assert (new.parent_id, new.street_id, new.code_local) == (
        areas[COMMUNITY].pk,
        areas[STREET].pk,
        "W2",
    )
    shifted = metres_between((new.lon or 0, new.lat or 0), (114.07, 22.63))
    assert 550 < shifted < 620


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ([COMMUNITY, "名", COMMUNITY, "", "", "", ""], "网格代码", "共15位以上"),
        ([f"{OTHER_COMMUNITY}009", "名", COMMUNITY, "", "", "", ""], "网格代码", "以社区代码"),
        ([f"{COMMUNITY}009", "", COMMUNITY, "", "", "", ""], "网格名称", "1到60个字"),
        ([f"{COMMUNITY}009", "名", "440307013777", "", "", "", ""], "社区代码", "没有此社区"),
        ([f"{COMMUNITY}009", "名", COMMUNITY, "L" * 25, "", "", ""], "本地代码", "最多24"),
        ([f"{COMMUNITY}009", "名", COMMUNITY, "", "1", "2", "?"], "坐标系", "不认识"),
    ],
)
def test_every_wrong_cell_of_a_grid_is_named(
    areas: dict[str, Area], row: list[str], column: str, said: str
) -> None:
    found = grids(row)
    assert faults(found) == [(2, column)]
    assert said in found.faults[0][3]


# Deciding ---------------------------------------------------------------------------------------


def test_an_import_is_decided_once(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD)
    drop(found.pk, now=NOW)
    for decide in (lambda: apply(found.pk, by=5, now=NOW), lambda: drop(found.pk, now=NOW)):
        with pytest.raises(Refused, match="已放弃"):
            decide()
    assert not Address.objects.exists()
    with pytest.raises(Missing):
        apply(999_999, by=5, now=NOW)


def test_a_faulty_import_cannot_be_applied(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD, GOOD)
    with pytest.raises(Refused, match="有错误"):
        apply(found.pk, by=5, now=NOW)


def test_what_no_longer_fits_is_refused_whole(areas: dict[str, Area]) -> None:
    found = of_addresses(GOOD)
    Area.objects.filter(code=COMMUNITY).update(valid_to=date(2026, 3, 1))
    reference.changed()
    with pytest.raises(Refused, match="重新上传"):
        apply(found.pk, by=5, now=NOW)
    assert not Address.objects.exists()


CELLS = st.characters(codec="utf-8", exclude_characters="\x00")


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.lists(st.text(CELLS, max_size=26), max_size=9), max_size=4))
def test_any_table_gives_rows_or_faults_and_never_crashes(
    areas: dict[str, Area], cells: list[list[str]]
) -> None:
    found = looked_at(ImportKind.ADDRESSES, as_csv([HEADINGS, *cells], "utf-8"))
    assert found.status in (ImportStatus.FAULTY, ImportStatus.READY)
