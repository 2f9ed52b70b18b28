"""体检 as a page: a paper handed in, its findings marked, decided, and remembered."""

import io
from uuid import uuid4

import docx as word
import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejia.checker.public import Paper, Unreadable, document_from
from hejia.checker.tests.specimens.printed import as_html, as_pdf
from hejia.checker.tests.specimens.render import as_docx, as_text, as_xlsx
from hejia.checker.tests.test_formats import faulty
from hejia.kernel.errors import Missing, Refused
from hejia.kernel.models import Message
from hejia.performance.commands import checks as commands
from hejia.performance.commands.checks import as_read, decide, run_check, start
from hejia.performance.marking import Table, marked
from hejia.performance.models import CheckDecision, CheckedPaper, CheckRun
from hejia.performance.queries.checks import findings_of, latest_runs, marks_of, report_of
from hejia.performance.tests.conftest import NOW, examined_here

WRONG = "2022年部门预算收入1310万元，比2021年增加278万元，增长37%。\n"
RIGHT = WRONG.replace("37%", "27%")
ROOT = "/performance/checks/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(commands, "AT_ONCE", commands.AT_MOST - 1)  # however busy the machine is


@pytest.fixture
def near(monkeypatch):
    """Examined in this process; the child process has its own tests, and one of these."""
    monkeypatch.setattr(commands, "examine", examined_here)


@pytest.fixture
def hand_in(cast, request):
    """Check a text as the clerk."""
    request.getfixturevalue("near")

    def send(text=WRONG, name="预算.txt", **more):
        paper = Paper(name, text.encode())
        given = {"other": None, "paper_id": None, "by": cast.clerk.sight, "now": NOW} | more
        return start(paper=paper, **given)

    return send


def comments_of(name, content):
    """What an annotated copy says at its marks."""
    file = io.BytesIO(content)
    if name.endswith(".docx"):
        return "".join(comment.text for comment in word.Document(file).comments)
    if name.endswith(".xlsx"):
        cells = (c for sheet in openpyxl.load_workbook(file) for row in sheet for c in row)
        return "".join(cell.comment.text for cell in cells if cell.comment)
    if name.endswith(".pdf"):
        marks = [m.get_object() for p in pypdf.PdfReader(file).pages for m in p.get("/Annots", [])]
        return "".join(str(mark.get("/Contents", "")) for mark in marks)
    return content.decode()


def upload(client, name, content, **more):
    return client.post(ROOT, {"file": SimpleUploadedFile(name, content), **more})


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("表.docx", as_docx),
        ("表.xlsx", as_xlsx),
        ("表.pdf", as_pdf),
        ("表.html", as_html),
        ("表.txt", lambda specimen: as_text(specimen, "tabs").encode()),
    ],
)
def test_a_paper_is_shown_with_its_wrong_figure_marked(db, cast, enter, request, name, write):
    if name != "表.docx":
        request.getfixturevalue("near")
    client = enter(cast.clerk)
    answer = upload(client, name, write(faulty()))
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url).content.decode()
    (run,) = CheckRun.objects.all()
    assert (run.hard, run.state) == (1, "done")
    assert 'href="#f1"' in page
    assert '<a class="ck-no" id="f1" href="#n1" title="看第 1 条">1</a>63.01</mark></td>' in page
    assert "应为 43.01" in page
    assert "R1-code" in page
    copy = client.get(f"{answer.url}copy")
    assert copy.status_code == 200
    assert "43.01" in comments_of(name, copy.content)


@pytest.mark.usefixtures("near")
def test_lists_are_downloaded(db, cast, enter):
    client = enter(cast.clerk)
    root = upload(client, "表.docx", as_docx(faulty())).url
    book_ = openpyxl.load_workbook(io.BytesIO(client.get(f"{root}workbook").content))
    assert [cell.value for cell in book_["发现的问题"][2]][5:7] == ["63.01", "43.01"]
    assert "| 63.01 | 43.01 |" in client.get(f"{root}markdown").content.decode()
    assert client.get(f"{root}nothing").status_code == 404


def test_what_cannot_be_read_is_said_at_the_form_and_nothing_is_kept(db, cast, enter):
    client = enter(cast.clerk)
    for name, content, words in (
        ("坏.docx", b"PK\x03\x04", "损坏"),
        ("空.txt", b"", "空文件"),
        ("宏.xlsm", b"x", "带宏"),
        ("错.docx", as_pdf(faulty()), "内容是PDF"),
    ):
        answer = upload(client, name, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert client.post(ROOT, {}).status_code == 422
    assert not CheckRun.objects.exists()


def test_a_finding_is_accepted_or_waived_with_a_reason(db, cast, hand_in):
    run = hand_in()
    (mark,) = marks_of(run)
    by, told = cast.clerk.sight, {"run_id": run.pk, "mark": mark, "now": NOW}
    with pytest.raises(Refused) as refusal:
        decide(accepted=False, reason=" ", by=by, **told)
    assert "理由" in refusal.value.fields["reason"]
    assert not CheckDecision.objects.exists()
    decide(accepted=False, reason="合并口径", by=by, **told)
    (shown,) = findings_of(run)
    assert (shown.state, shown.decision.reason) == ("waived", "合并口径")
    decide(accepted=None, reason="", by=by, **told)
    assert findings_of(run)[0].state == "open"
    with pytest.raises(Refused):
        decide(accepted=True, reason="", by=by, run_id=run.pk, mark="0" * 32, now=NOW)


def test_a_decision_is_remembered_for_the_next_version(db, cast, hand_in, enter):
    first = hand_in()
    decide(
        run_id=first.pk, mark=marks_of(first)[0], accepted=False, reason="合并口径",
        by=cast.leader.sight, now=NOW,
    )  # fmt: skip
    second = hand_in("\n\n前面加了几段。\n\n" + WRONG + "\n上年结转XX万元。\n")
    assert (second.number, second.paper_id) == (2, first.paper_id)
    kept = {one.finding.rule: (one.state, one.carried) for one in findings_of(second)}
    assert kept.pop("R3-growth") == ("waived", True)
    assert set(kept.values()) == {("open", False)}
    page = enter(cast.clerk).get(f"{ROOT}{second.pk}/").content.decode()
    assert "和第 1 版相比：0 条已消除，1 条还在，1 条新出现" in page
    third = hand_in(RIGHT, name="另一个名字.txt", paper_id=first.paper_id)
    assert (third.number, third.hard) == (3, 0)
    page = enter(cast.clerk).get(f"{ROOT}{third.pk}/").content.decode()
    assert "没有发现问题" in page
    assert "2 条已消除" in page


def test_the_line_of_a_finding_is_swapped_in_place(db, cast, hand_in, enter):
    run = hand_in()
    client, (mark,) = enter(cast.clerk), marks_of(run)
    address = f"{ROOT}{run.pk}/findings/{mark}"
    headers = {"HX-Request": "true"}
    answer = client.post(address, {"choice": "waive", "reason": ""}, headers=headers)
    assert answer.status_code == 422
    assert "不采纳要写明理由" in answer.content.decode()
    answer = client.post(address, {"choice": "accept"}, headers=headers)
    text = answer.content.decode()
    assert "已采纳" in text
    assert '<span id="decided" hx-swap-oob="true">1</span>' in text
    assert client.post(address, {"choice": "reopen"}).url == f"{ROOT}{run.pk}/#n1"


@pytest.mark.usefixtures("near")
def test_another_document_is_compared(db, cast, enter):
    head = "| 项目 | 2021年预算数 | 2022年预算数 |\n"
    mine = f"2022年部门预算\n\n{head}| 公务接待费 | 0.5 | 0.3 |\n| 会议费 | 2 | 1 |\n"
    other = f"2021年部门预算\n\n{head}| 公务接待费 | 0.8 | 0.3 |\n| 会议费 | 2 | 1 |\n"
    client = enter(cast.clerk)
    file = SimpleUploadedFile("上年.txt", other.encode())
    page = client.get(upload(client, "本年.txt", mine.encode(), other=file).url).content.decode()
    assert "R23-other" in page
    assert "对照《上年.txt》" in page


def test_a_long_paper_goes_to_a_worker(db, cast, hand_in, enter, monkeypatch):
    real, seconds = commands.examine, []

    def slow(paper, other=None, *, seconds):
        if seconds < commands.AT_MOST:
            raise Unreadable("time", "太久。")
        return real(paper, other, seconds=seconds)

    monkeypatch.setattr(commands, "examine", slow)
    run = hand_in()
    assert run.state == "waiting"
    assert "正在体检" in enter(cast.clerk).get(f"{ROOT}{run.pk}/").content.decode()
    (news,) = Message.objects.filter(topic="performance.check_asked")
    run_check(news.subject, news.facts, NOW)
    run.refresh_from_db()
    assert (run.state, run.hard, seconds) == ("done", 1, [])
    run_check(news.subject, news.facts, NOW)  # told twice: harmless


def test_what_the_worker_cannot_read_is_said_on_the_page(db, cast, hand_in, enter, monkeypatch):
    def never(paper, other=None, *, seconds):
        raise Unreadable("time", "《预算.txt》读了 60 秒还没有读完，已停止。请分开检查。")

    monkeypatch.setattr(commands, "examine", never)
    run = hand_in()
    run_check(run.pk, {}, NOW)
    page = enter(cast.clerk).get(f"{ROOT}{run.pk}/").content.decode()
    assert "没有查成" in page
    assert "请分开检查" in page
    assert enter(cast.clerk).get(f"{ROOT}{run.pk}/copy").status_code == 404


def test_papers_of_other_agencies_are_not_there(db, cast, hand_in, enter):
    run = hand_in()
    assert latest_runs(cast.leader.sight) == [run]
    assert latest_runs(cast.stranger.sight) == []
    with pytest.raises(Missing):
        start(
            paper=Paper("a.txt", b"x"), other=None, paper_id=run.paper_id,
            by=cast.stranger.sight, now=NOW,
        )  # fmt: skip
    assert enter(cast.stranger).get(f"{ROOT}{run.pk}/").status_code == 404
    assert enter(cast.clerk).get(f"{ROOT}{uuid4()}/").status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_as_often_for_one_paper_as_for_many(
    db, cast, hand_in, enter, count, django_assert_num_queries
):
    for number in range(count):
        hand_in(RIGHT, name=f"{number}.txt")
    with django_assert_num_queries(1):
        rows = latest_runs(cast.clerk.sight)
        assert len({f"{run.paper.agency.name}{run.actor.name}{run.pk}" for run in rows}) == count
    assert CheckedPaper.objects.count() == count


def test_every_finding_is_marked_where_it_stands(db, hand_in):
    run = hand_in(as_text(faulty(), "layout") + "\n\n" + WRONG)
    report = report_of(run)
    page = marked(document_from(as_read(run)), report.findings)
    assert page.placed == frozenset(range(1, len(report.findings) + 1))
    pieces = [
        piece
        for block in page.blocks
        for line in (
            [cell.pieces for row in block.rows for cell in row.cells]
            if isinstance(block, Table)
            else [block.pieces]
        )
        for piece in line
        if piece.numbers
    ]
    printed = {number: finding.printed for number, finding in enumerate(report.findings, 1)}
    for piece in pieces:
        assert printed[piece.numbers[0]] in piece.text.replace(",", "")


@pytest.mark.usefixtures("near")
def test_our_own_tables_and_reports_are_checked_by_a_button(db, cast, enter, unit, approved):
    client = enter(cast.clerk)
    answer = client.post(f"/performance/units/{unit.pk}/2026/tables/check")
    (run,) = CheckRun.objects.all()
    assert answer.url == f"{ROOT}{run.pk}/"
    assert (run.kind, run.year, run.hard) == ("部门预算", 2026, 0)
    assert client.get(answer.url).status_code == 200
