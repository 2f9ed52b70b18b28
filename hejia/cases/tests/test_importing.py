"""批量导入: columns found by what neighbours call them, faults told by cell, repeating harmless."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hejia.cases.commands import importing
from hejia.cases.commands.importing import read_sheet, run_import, suggest_columns
from hejia.cases.models import Case, CaseImport, ImportFault
from hejia.kernel.errors import Refused
from hejia.testing.ground import COMMUNITY

HEADINGS = [
    "工单号",
    "来源",
    "类型",
    "内容",
    "安全提问",
    "当事人身份",
    "诉求人",
    "电话",
    "社区代码",
]


def sheet(*types: str) -> bytes:
    """A list as a neighbour exports it: a row for each type, GB 18030 as their Excel writes it."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for n, kind in enumerate(types):
        what = ["１２３３８妇女维权热线", kind, f"第{n}件来电反映家事纠纷。（演示）", "否，没有"]
        who = ["申请人", "演示丁", f"1540000{n:04d}", COMMUNITY]
        lines.writerow([f"MSSQ-{n}", *what, *who])
    return text.getvalue().encode("gb18030")


def test_columns_are_known_by_what_neighbours_call_them():
    found = suggest_columns(HEADINGS)
    assert (found["source_ref"], found["summary"]) == ("工单号", "内容")
    assert (found["party_name"], found["party_phone"]) == ("诉求人", "电话")
    assert len(found) == len(set(found.values())) == len(HEADINGS)


def test_a_file_in_no_known_writing_is_refused_with_what_to_do():
    with pytest.raises(Refused, match=r"另存为UTF-8"):
        read_sheet("乱码.csv", b"\xff\xfe\x81\x00\x01\xff")


def handed_in(browser, content: bytes) -> CaseImport:
    """Upload, and take the columns as suggested."""
    upload = SimpleUploadedFile("民生诉求.csv", content)
    columns = browser.post("/cases/imports/", {"file": upload}).headers["Location"]
    answer = browser.get(columns)
    chosen = {
        bound.html_name: bound.value()
        for bound in answer.context["form"]
        if bound.html_name.startswith("column-") and bound.value()
    }
    started = browser.post(columns, chosen).headers["Location"]
    return CaseImport.objects.get(pk=started.split("/")[-2])


def brought_in(browser, content: bytes) -> CaseImport:
    """The same, and let the worker run."""
    batch = handed_in(browser, content)
    run_import(batch.pk, {}, timezone.now())
    batch.refresh_from_db()
    return batch


def test_a_list_in_gbk_makes_cases_once_and_tells_the_cell_that_is_wrong(cast, enter):
    browser = enter(cast.desk)
    content = sheet("离婚", "没有这一类", "夫妻矛盾")
    first = brought_in(browser, content)
    assert (first.made, first.known, first.failed) == (2, 0, 1)
    assert Case.objects.filter(source_ref__startswith="MSSQ-").count() == 2
    errors = b"".join(browser.get(f"/cases/imports/{first.pk}/faults").streaming_content).decode()
    assert "3,类型,没有这一类,纠纷类型没有“没有这一类”这一选项" in errors
    again = brought_in(browser, content)
    assert (again.made, again.known, again.failed) == (0, 2, 1)


def test_a_run_that_broke_off_goes_on_after_the_last_row_it_finished(cast, enter, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    content = sheet("没有这一类", "离婚", "夫妻矛盾")
    batch = handed_in(enter(cast.desk), content)
    rows = read_sheet("民生诉求.csv", content)
    for left in (True, True):  # the worker dies before the last row
        assert importing._next_rows(batch.pk, rows, cast.desk.sight) is left
    run_import(batch.pk, {}, timezone.now())
    batch.refresh_from_db()
    assert (batch.made, batch.known, batch.failed, batch.state) == (2, 0, 1, "done")
    assert ImportFault.objects.count() == 1
