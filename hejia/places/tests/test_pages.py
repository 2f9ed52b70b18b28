"""Pages and JSON: who may, what they answer, and how many statements they take."""

import gzip
import io
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hejia.kernel import reference
from hejia.places.models import Address, Area, GridPerson, Import
from hejia.places.public import Level, areas
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, STREET

GRID = f"{COMMUNITY}001"
AsPerson = Callable[[str], Client]


@pytest.fixture
def as_person(cast: Cast) -> AsPerson:
    def client(part: str) -> Client:
        found = Client()
        found.force_login(cast.member(part))
        return found

    return client


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    return {a.code: a.id for a in areas()}


def addresses_of(community: str, count: int) -> None:
    found = Area.objects.get(code=community)
    Address.objects.bulk_create(
        Address(
            code=f"{community}{n:013d}",
            text=f"龙岗区坂田街道五和社区和顺路{n}号",
            street_id=found.street_id,
            community=found,
            grid=Area.objects.filter(parent=found).first(),
            haystack=f"龙岗区坂田街道五和社区和顺路{n}号",
            weight=n,
        )
        for n in range(count)
    )


def test_anybody_logged_in_may_look_and_nobody_else(
    as_person: AsPerson, ids: dict[str, int]
) -> None:
    looks = ["/places/", f"/places/areas/{ids[GRID]}/", "/places/buildings/", "/places/areas"]
    looks += ["/places/areas.geojson", "/places/addresses?q=和顺"]
    for path in looks:
        assert as_person("officer").get(path).status_code == 200, path
        assert Client().get(path).status_code in (302, 401, 404), path


def test_to_others_than_the_keepers_changing_does_not_exist(
    as_person: AsPerson, ids: dict[str, int]
) -> None:
    posts = [
        reverse("places:appoint", args=[ids[GRID]]),
        reverse("places:relieve", args=[ids[GRID], 1]),
        reverse("places:abolish", args=[ids[GRID]]),
        reverse("places:apply", args=[1]),
        reverse("places:drop", args=[1]),
    ]
    gets = [
        reverse("places:imports"),
        reverse("places:import", args=[1]),
        reverse("places:faults", args=[1]),
        reverse("places:template", args=["grids"]),
    ]
    for part in ("community", "district", "leader", "auditor"):
        client = as_person(part)
        assert [client.get(path).status_code for path in gets] == [404] * len(gets)
        assert [client.post(path).status_code for path in posts] == [404] * len(posts)
    assert not GridPerson.objects.exists()
    assert Area.objects.get(code=GRID).valid_to is None


def test_addresses_answer_as_one_types_and_say_why_not(as_person: AsPerson) -> None:
    addresses_of(COMMUNITY, 12)
    client = as_person("desk")
    found = client.get("/places/addresses", {"q": "和顺路"}).json()
    assert (len(found["results"]), found["hint"]) == (10, "")
    first = found["results"][0]
    assert (first["text"], first["community"], first["grid"]) == (
        "龙岗区坂田街道五和社区和顺路0号",
        "五和社区",
        "五和第1网格",
    )
    assert "至少输入两个字" in client.get("/places/addresses?q=和").json()["hint"]
    assert "没有找到" in client.get("/places/addresses?q=不存在").json()["hint"]
    assert client.get("/places/addresses").json()["results"] == []


def test_locate_refuses_with_a_sentence(as_person: AsPerson) -> None:
    client = as_person("desk")
    for query, said in (
        ("lon=1&lat=2", "经度在前"),
        ("lon=x&lat=2", "经度lon"),
        ("", "经度lon"),
        ("lon=114.1&lat=22.6&crs=X", "不认识坐标系"),
        ("lon=114.1&lat=22.6", "不在龙岗区范围内"),
        ("lon=nan&lat=22.6", "经度在前"),
    ):
        answer = client.get(f"/places/locate?{query}")
        assert answer.status_code == 422, query
        assert said in answer.json()["message"]


def test_areas_are_told_level_by_level(as_person: AsPerson, ids: dict[str, int]) -> None:
    client = as_person("desk")
    names = [one["text"] for one in client.get("/places/areas").json()["results"]]
    assert names == ["坂田街道", "布吉街道"]
    below = client.get(f"/places/areas?parent={ids[STREET]}&level={Level.GRID}").json()["results"]
    assert [one["text"] for one in below] == ["五和第1网格", "坂田第1网格"]
    for query, status in (("parent=999999", 404), ("parent=x", 422), ("level=9", 422)):
        for path in ("areas", "areas.geojson"):
            answer = client.get(f"/places/{path}?{query}")
            if (path, query) != ("areas", "parent=999999"):
                assert answer.status_code == status, (path, query)
            else:
                assert answer.json()["results"] == []


def test_outlines_travel_packed_and_once(as_person: AsPerson, ids: dict[str, int]) -> None:
    outline = '{"type":"Polygon","coordinates":[[[114,22],[114.1,22],[114.1,22.1],[114,22]]]}'
    Area.objects.filter(code=STREET).update(
        outline=outline, outline_digest="x", schematic=True, lon=114.05, lat=22.05
    )
    reference.changed()
    from_memory = as_person("desk")
    plain = from_memory.get("/places/areas.geojson")
    packed = from_memory.get("/places/areas.geojson", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    again = from_memory.get("/places/areas.geojson", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    body = json.loads(plain.content)
    (drawn,) = body["features"]
    assert (body["note"], drawn["id"]) == ("示意边界，非官方界线", ids[STREET])
    assert drawn["properties"]["name"] == "坂田街道"
    Area.objects.filter(code=STREET).update(name="新名街道")
    reference.changed()
    renamed = from_memory.get("/places/areas.geojson", headers={"If-None-Match": plain["ETag"]})
    assert renamed.status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_statements_do_not_grow_with_rows(
    as_person: AsPerson, ids: dict[str, int], count: int
) -> None:
    addresses_of(COMMUNITY, count)
    client = as_person("community")
    pages = {
        f"/places/areas/{ids[COMMUNITY]}/": 4,
        f"/places/areas/{ids[GRID]}/": 4,
        "/places/buildings/": 2,
        "/places/buildings/?q=和顺": 3,
        "/places/addresses?q=和顺": 2,
        "/places/areas": 0,
    }
    client.get("/places/")  # fills the memory
    client.get("/places/areas")
    base = _statements(client, "/places/areas")
    for path, most in pages.items():
        assert _statements(client, path) - base <= most, path


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_addresses_are_paged_by_cursor(as_person: AsPerson, ids: dict[str, int]) -> None:
    addresses_of(COMMUNITY, 45)
    client, seen, after = as_person("desk"), [], ""
    for _ in range(3):
        page = client.get("/places/buildings/", {"area": ids[COMMUNITY], "after": after})
        seen += [row.code for row in page.context["rows"]]
        after = page.context["after"]
    assert after == ""
    assert seen == sorted(Address.objects.values_list("code", flat=True))


def test_the_search_page_finds_within_a_community(as_person: AsPerson, ids: dict[str, int]) -> None:
    addresses_of(COMMUNITY, 3)
    client = as_person("desk")
    everywhere = client.get("/places/buildings/", {"q": "和顺路2"})
    assert [row.text[-4:] for row in everywhere.context["rows"]] == ["顺路2号"]
    elsewhere = client.get("/places/buildings/", {"q": "和顺路2", "area": ids[f"{STREET[:9]}013"]})
    assert elsewhere.context["rows"] == ()
    assert "请至少输入两个字" in client.get("/places/buildings/?q=和").content.decode()


def test_a_file_is_uploaded_looked_at_and_taken_in(as_person: AsPerson) -> None:
    client = as_person("sysadmin")
    row = f"{COMMUNITY}{1:013d},坂田街道五和社区测试路1号,{COMMUNITY}"
    table = f"统一地址编码,地址全称,社区代码\n{row}\n"
    shown = client.post("/places/imports/", upload("addresses", "a.csv", table), follow=True)
    assert "核对无误，还没有写入" in shown.content.decode()
    assert not Address.objects.exists()
    found = Import.objects.get()
    done = client.post(reverse("places:apply", args=[found.pk]), follow=True)
    assert "新增1，更新0，未变0" in done.content.decode()
    assert Address.objects.count() == 1
    refused = client.post(reverse("places:apply", args=[found.pk]))
    assert refused.status_code == 422
    assert "不能再操作" in refused.content.decode()


def upload(kind: str, name: str, text: str, effective: str = "2026-03-01") -> dict[str, object]:
    file = SimpleUploadedFile(name, text.encode())
    return {"kind": kind, "crs": "WGS-84", "effective": effective, "file": file}


def test_wrong_cells_are_shown_and_can_be_taken_home(as_person: AsPerson) -> None:
    client = as_person("sysadmin")
    table = "统一地址编码,地址全称,社区代码\n=1+1,,440307013777\n"
    shown = client.post("/places/imports/", upload("addresses", "a.csv", table), follow=True)
    page = shown.content.decode()
    assert "有 3 处错误，什么也没有写入" in page
    listed = client.get(reverse("places:faults", args=[Import.objects.get().pk]))
    text = listed.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "行,列,现有内容,问题与改法"
    assert "2,统一地址编码,'=1+1," in text  # Excel must not compute it


def test_what_cannot_be_read_keeps_the_form(as_person: AsPerson) -> None:
    client = as_person("sysadmin")
    answer = client.post("/places/imports/", upload("areas", "a.geojson", "{"))
    assert answer.status_code == 422
    assert "不是UTF-8编码的GeoJSON" in answer.content.decode()
    later = client.post("/places/imports/", upload("areas", "a.geojson", "{}", "2999-01-01"))
    assert "不能晚于今天" in later.content.decode()
    assert not Import.objects.exists()


def test_an_import_can_be_given_up(as_person: AsPerson) -> None:
    client = as_person("sysadmin")
    table = f"网格代码,网格名称,社区代码\n{COMMUNITY}002,第02网格,{COMMUNITY}\n"
    client.post("/places/imports/", upload("grids", "g.csv", table))
    found = Import.objects.get()
    client.post(reverse("places:drop", args=[found.pk]))
    found.refresh_from_db()
    assert (found.status, found.content) == ("dropped", None)
    assert not Area.objects.filter(code=f"{COMMUNITY}002").exists()


@pytest.mark.parametrize("kind", ["addresses", "grids"])
def test_a_template_can_be_filled_in_and_read_back(as_person: AsPerson, kind: str) -> None:
    client = as_person("sysadmin")
    file = client.get(reverse("places:template", args=[kind]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0)
    headings, example = rows.to_python()
    assert any(str(heading).endswith("*") for heading in headings)
    assert len(headings) == len(example)
    assert client.get("/places/imports/template/other.xlsx").status_code == 404


def test_a_person_is_appointed_by_login_and_relieved(
    as_person: AsPerson, ids: dict[str, int], cast: Cast
) -> None:
    client, grid = as_person("sysadmin"), ids[GRID]
    form = {"login": "nobody", "role": "worker", "since": "2026-03-01"}
    unknown = client.post(reverse("places:appoint", args=[grid]), form)
    assert unknown.status_code == 422
    assert "没有这个登录名" in unknown.content.decode()
    early = {**form, "login": cast.community.login, "since": "2999-01-01"}
    refused = client.post(reverse("places:appoint", args=[grid]), early)
    assert (refused.status_code, GridPerson.objects.count()) == (422, 0)
    assert "任职日期不能晚于今天" in refused.content.decode()
    done = client.post(
        reverse("places:appoint", args=[grid]), {**form, "login": cast.community.login}, follow=True
    )
    assert cast.community.name in done.content.decode()
    person = GridPerson.objects.get()
    assert person.person_key == cast.community.pk
    client.post(reverse("places:relieve", args=[grid, person.pk]))
    person.refresh_from_db()
    assert person.until is not None


def test_a_person_takes_the_place_of_another(
    as_person: AsPerson, ids: dict[str, int], cast: Cast
) -> None:
    client, grid = as_person("sysadmin"), ids[GRID]
    path = reverse("places:appoint", args=[grid])
    form = {"login": cast.community.login, "role": "worker", "since": "2026-03-01"}
    client.post(path, form)
    former = GridPerson.objects.get()
    form |= {"instead": str(former.pk)}
    assert client.post(path, form).status_code == 422  # by themselves
    other = form | {"login": cast.street.login}
    early = client.post(path, other | {"since": "2026-02-28"})
    assert (early.status_code, GridPerson.objects.count()) == (422, 1)
    assert "不能早于被接替者的任职日期2026-03-01" in early.content.decode()
    page = client.post(path, other | {"since": "2026-03-05"}, follow=True).content.decode()
    assert "2026-03-01 至 2026-03-05" in page
    now = GridPerson.objects.get(until=None)
    assert (now.person_key, now.since.isoformat()) == (cast.street.pk, "2026-03-05")
    assert client.post(path, other).status_code == 422  # the one replaced is in office no more


def test_abolishing_tells_in_the_form_why_not(as_person: AsPerson, ids: dict[str, int]) -> None:
    client = as_person("sysadmin")
    path = reverse("places:abolish", args=[ids[COMMUNITY]])
    answer = client.post(path, {"effective": "2026-03-01", "successor": ""})
    assert answer.status_code == 422
    assert "下面还有区域" in answer.content.decode()
    assert Area.objects.get(code=COMMUNITY).valid_to is None
    grid = reverse("places:abolish", args=[ids[GRID]])
    assert client.post(grid, {"effective": "2026-03-01", "successor": ""}).status_code == 302
    assert "已停用" in client.get(reverse("places:area", args=[ids[GRID]])).content.decode()
