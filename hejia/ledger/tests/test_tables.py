"""Tables in and out: a sheet is taken whole or not at all, every bad cell is told, and what goes
out comes back in."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from hejia.kernel.errors import Refused
from hejia.ledger.commands import importing
from hejia.ledger.commands.importing import import_rows
from hejia.ledger.models import Entry, EntryEvent
from hejia.ledger.queries.exporting import table
from hejia.ledger.queries.filters import Filter
from hejia.ledger.tests.stories import NOW, activity, approved, drafted, indicator, task, told

HEAD = "单位,名称,日期,主题,地点,场次,参加人次,支出"


def sheet(cast, *rows):
    name = cast.community.sight.posts[0].agency
    return "\n".join([HEAD, *(f"{name},{row}" for row in rows)]).encode()


def bring(person, content, kind="activity"):
    return import_rows(kind_id=kind, name="表.csv", content=content, by=person.sight, now=NOW)


def test_a_good_sheet_becomes_drafts_with_their_history(cast):
    content = sheet(
        cast, "普法,2026/3/2,维权普法,广场,1,80,1200.5", '走访,2026-03-03,关爱帮扶,入户,1,"1,200",'
    )
    made, faults = bring(cast.community, content)
    assert (made, faults.count) == (2, 0)
    rows = Entry.objects.order_by("starts_on").values_list("status", "person_times", "title")
    assert list(rows) == [("draft", 80, "普法"), ("draft", 1200, "走访")]
    assert EntryEvent.objects.filter(action="record").count() == 2


def test_one_bad_cell_keeps_the_whole_sheet_out_and_every_fault_is_told(cast):
    content = sheet(
        cast,
        "普法,2026-03-02,维权普法,广场,1,80,10",
        ",2026-03-02,聊天,广场,一场,80,10",
        "走访,三月二日,关爱帮扶,,1,-5,1.005",
    )
    made, faults = bring(cast.community, content)
    assert made == 0
    assert {(one.row, one.column) for one in faults.kept} == {
        (3, "名称"), (3, "主题"), (3, "场次"), (4, "日期"), (4, "地点"), (4, "参加人次"),
        (4, "支出"),
    }  # fmt: skip
    assert not Entry.objects.exists()
    assert not EntryEvent.objects.exists()


def test_another_s_agency_in_a_sheet_is_a_fault_of_that_cell(cast):
    other = cast.stranger.sight.posts[0].agency
    rows = [f"{name},普法,2026-03-02,{theme},广场,1,80,10"
            for name in (other, "没有的单位") for theme in ("维权普法", "闲聊")]  # fmt: skip
    made, faults = bring(cast.community, "\n".join([HEAD, *rows]).encode())
    assert made == 0
    assert [(one.row, one.column) for one in faults.kept] == [
        (2, "单位"), (3, "单位"), (3, "主题"), (4, "单位"), (5, "单位"), (5, "主题"),
    ]  # fmt: skip


def test_a_missing_column_and_an_empty_sheet_are_told(cast):
    _, faults = bring(cast.community, "名称,日期\n普法,2026-03-02".encode())
    assert {one.column for one in faults.kept} >= {"单位", "主题", "地点", "场次"}
    _, faults = bring(cast.community, HEAD.encode())
    assert "没有数据" in faults.kept[0].wrong


def test_repeated_numbers_are_told_within_the_sheet_and_against_what_is_there(cast):
    told(cast.district, "plan_monitor", indicator(cast.district, "3"))
    name = cast.district.sight.posts[0].agency
    head = "单位,名称,监测期末,指标序号,规划,领域,比较,目标值,实际值,计量单位"
    rows = [f"{name},某率,2025-12-31,{n},妇女发展规划,健康,≥,95,96,%" for n in (1, 2, 1, 3)]
    made, faults = bring(cast.district, "\n".join([head, *rows]).encode(), "plan_monitor")
    assert made == 0
    assert [(one.row, one.wrong[:6]) for one in faults.kept] == [
        (4, "与第 2 行"),
        (5, "全区本年度已"),
    ]


def test_a_file_that_is_no_table_or_too_long_is_refused(cast, monkeypatch):
    with pytest.raises(Refused, match="损坏"):
        bring(cast.community, b"PK\x03\x04 nonsense")
    monkeypatch.setattr(importing, "MOST", 1)
    two = sheet(cast, *["普法,2026-03-02,维权普法,广场,1,80,10"] * 2)
    with pytest.raises(Refused, match="最多导入 1 行"):
        bring(cast.community, two)


def test_what_goes_out_comes_back_in(cast):
    for n in range(1, 4):
        told(cast.district, "plan_task", task(cast.district, f"1-1-{n}", progress="12.5"))
    ((_, rows),) = table(Filter(kind="plan_task"), cast.district.sight)
    before = sorted(Entry.objects.values_list("title", "starts_on", "ends_on", "fields__progress"))
    Entry.objects.update(status="void")
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    made, faults = bring(cast.district, held.getvalue().encode(), "plan_task")
    assert (made, faults.kept) == (3, [])
    back = Entry.objects.filter(status="draft")
    assert sorted(back.values_list("title", "starts_on", "ends_on", "fields__progress")) == before


def test_the_files_of_the_page_open_and_hold_only_what_may_be_seen(cast, enter):
    drafted(cast.community)
    told(cast.stranger, "activity", activity(cast.stranger, title="=1+1"))
    told(cast.district, "plan_task", task(cast.district))
    client = enter(cast.district)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/ledger/export").content))
    assert book.sheet_names == ["活动", "计划任务"]
    lines = book.get_sheet_by_name("活动").to_python()
    assert sorted(line[1] for line in lines[1:]) == ["=1+1", "普法进社区"]
    text = client.get("/ledger/export?kind=activity&format=csv").content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert client.get("/ledger/export?format=csv").status_code == 422


def test_an_empty_kind_goes_out_with_its_headings(cast):
    ((title, rows),) = table(Filter(kind="archive"), cast.district.sight)
    assert (title, len(rows), rows[0][:3]) == ("档案", 1, ["单位", "名称", "归档日期"])


def test_the_template_of_every_kind_asks_what_the_form_asks(cast, enter):
    client = enter(cast.community)
    for id in ("activity", "purchase", "plan_monitor"):
        content = client.get(f"/ledger/import/{id}/template").content
        heads = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        assert heads.to_python()[0][0] == "单位*"


def test_more_than_a_file_holds_is_refused(cast, monkeypatch):
    approved(cast.community, cast.street, "activity", activity(cast.community))
    monkeypatch.setattr("hejia.ledger.queries.exporting.MOST", 0)
    with pytest.raises(Refused, match="请缩小"):
        table(Filter(), cast.district.sight)
