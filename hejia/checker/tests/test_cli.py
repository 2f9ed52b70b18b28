"""The command: output, exit status, folders, annotated copies."""

import json
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from hejia.__main__ import main as hejia
from hejia.checker import cli
from hejia.checker.cli import main
from hejia.checker.document import Place
from hejia.checker.public import (
    Finding,
    Options,
    Paper,
    Report,
    Unreadable,
    check_document,
    examine,
)
from hejia.checker.report.terminal import show
from hejia.checker.tests.specimens.budgets import budget
from hejia.checker.tests.specimens.model import Specimen
from hejia.checker.tests.specimens.render import as_docx, as_text, as_xlsx

CLEAN = "2022年部门预算收入1310万元，比2021年增加278万元，增长27%。\n"
WRONG = "2022年部门预算收入1310万元，比2021年增加278万元，增长37%。\n"
KEYS = [
    "rule",
    "severity",
    "line",
    "where",
    "quote",
    "printed",
    "expected",
    "message",
    "root_cause",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    inside = tmp_path / "材料"
    inside.mkdir()
    (inside / "好.txt").write_text(CLEAN, encoding="utf-8")
    (inside / "差.txt").write_text(WRONG, encoding="utf-8")
    return inside


def faulty() -> Specimen:
    specimen = budget(5)
    index = next(i for i, mark in enumerate(specimen.marks) if "node" in mark.roles)
    return specimen.falsified(index, specimen.marks[index].value + 20)


def test_clean_file_ends_with_zero(folder: Path) -> None:
    assert main([str(folder / "好.txt")]) == 0


def test_findings_end_with_one(folder: Path) -> None:
    assert hejia(["check", str(folder / "差.txt")]) == 1


def test_unreadable_file_ends_with_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "坏.pdf").write_bytes(b"nonsense")
    assert main([str(folder / "坏.pdf"), str(folder / "好.txt")]) == 2
    assert "坏.pdf" in capsys.readouterr().err


def test_json_of_one_file_is_one_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "差.txt"), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["document", "kind", "year", "findings"]
    assert (data["document"], data["kind"], data["year"]) == ("差.txt", "部门预算", 2022)
    (finding,) = data["findings"]
    assert list(finding) == KEYS
    assert (finding["rule"], finding["severity"], finding["line"]) == ("R3-growth", "hard", 1)
    assert (finding["printed"], finding["expected"]) == ("37", "27")


def test_json_of_two_files_is_a_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "差.txt"), str(folder / "好.txt"), "--format", "json"])
    assert [d["document"] for d in json.loads(capsys.readouterr().out)] == ["差.txt", "好.txt"]


@pytest.mark.parametrize(("option", "status"), [("--skip", 0), ("--only", 1)])
def test_rules_are_switched_by_family(folder: Path, option: str, status: int) -> None:
    assert main([str(folder / "差.txt"), option, "R3"]) == status


def test_markdown_holds_every_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "差.txt"), "--format", "markdown"])
    assert "| 确定 | 第1行 | R3-growth | 37 | 27 |" in capsys.readouterr().out


def test_workbook_holds_every_finding(folder: Path) -> None:
    target = folder / "结果.xlsx"
    main([str(folder / "差.txt"), "--format", "xlsx", "--output", str(target)])
    sheet = openpyxl.load_workbook(target)["发现的问题"]
    assert [cell.value for cell in sheet[2]][3:7:2] == ["R3-growth", "37"]


def test_folder_is_checked_worst_first_and_remembered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder), "--format", "json", "--jobs", "1"]) == 1
    first = json.loads(capsys.readouterr().out)
    assert [Path(d["document"]).name for d in first] == ["差.txt", "好.txt"]
    (memory,) = (folder.parent / "cache" / "hejia" / "check").iterdir()
    remembered = memory.read_text(encoding="utf-8")
    assert main([str(folder), "--format", "json", "--jobs", "1"]) == 1
    assert json.loads(capsys.readouterr().out) == first
    assert memory.read_text(encoding="utf-8") == remembered
    (folder / "差.txt").write_text(CLEAN * 2, encoding="utf-8")
    assert main([str(folder), "--format", "json", "--jobs", "1"]) == 0


def test_word_copy_carries_comments(tmp_path: Path) -> None:
    source = tmp_path / "表.docx"
    source.write_bytes(as_docx(faulty()))
    assert main([str(source), "--annotate", str(tmp_path / "批注")]) == 1
    copy = docx.Document(str(tmp_path / "批注" / "表.体检.docx"))
    assert any("R1-code" in comment.text for comment in copy.comments)


def test_excel_copy_carries_comments(tmp_path: Path) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(as_xlsx(faulty()))
    main([str(source), "--annotate", str(tmp_path / "批注")])
    book = openpyxl.load_workbook(tmp_path / "批注" / "表.体检.xlsx")
    notes = [c.comment.text for s in book for row in s.iter_rows() for c in row if c.comment]
    assert any("R1-code" in note for note in notes)


def test_other_document_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, theirs = tmp_path / "本年.txt", tmp_path / "上年.txt"
    head = "| 项目 | 2021年预算数 | 2022年预算数 |\n"
    mine.write_text(
        f"2022年部门预算\n\n{head}| 公务接待费 | 0.5 | 0.3 |\n| 会议费 | 2 | 1 |\n",
        encoding="utf-8",
    )
    theirs.write_text(
        f"2021年部门预算\n\n{head}| 公务接待费 | 0.8 | 0.3 |\n| 会议费 | 2 | 1 |\n",
        encoding="utf-8",
    )
    main([str(mine), "--with", str(theirs), "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["rule"], f["printed"], f["expected"]) for f in found] == [
        ("R23-other", "0.5", "0.8")
    ]


def test_same_bytes_give_the_same_report() -> None:
    data = as_text(faulty(), "tabs").encode()
    assert check_document(data, "a.txt") == check_document(data, "a.txt", Options())


def test_pdf_copy_carries_marks(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst", reason="typst writes the PDF of this test")
    source = tmp_path / "a.typ"
    source.write_text(
        "2022 budget: \\\n2022年部门预算收入1310万元，比2021年增加278万元，增长37%。",
        encoding="utf-8",
    )
    target = tmp_path / "a.pdf"
    typst.compile(str(source), output=str(target))
    if not check_document(target).hard:
        pytest.skip("no Chinese font on this machine")
    main([str(target), "--annotate", str(tmp_path / "批注")])
    page = pypdf.PdfReader(tmp_path / "批注" / "a.体检.pdf").pages[0]
    kinds = {annotation.get_object()["/Subtype"] for annotation in page["/Annots"]}
    assert "/Highlight" in kinds


def test_a_check_that_takes_too_long_is_stopped_with_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(cli, "check_document", endless)
    monkeypatch.setattr(cli, "MOST_SECONDS", 0.2)
    assert main([str(folder / "好.txt")]) == 2
    assert "还没有查完" in capsys.readouterr().err


def test_findings_of_one_cause_stand_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(line=1)
    findings = [
        Finding("R1-code", "hard", place, "", "1", "2", f"说明{n}。", cause, f"第{n}行")
        for n, cause in enumerate(("甲", "乙", "甲"), 1)
    ]
    show([Report("a.txt", "部门预算", 2022, "", tuple(findings))])
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip()[:1] for line in lines if "第" in line] == ["错", "└", "错"]
    assert "\x1b" not in "".join(lines)


def test_a_server_examines_within_its_seconds() -> None:
    paper = Paper("a.txt", WRONG.encode())
    assert [finding.rule for finding in examine(paper, seconds=60).report.hard] == ["R3-growth"]
    with pytest.raises(Unreadable) as refusal:
        examine(paper, seconds=0.001)
    assert refusal.value.code == "time"
    with pytest.raises(Unreadable) as refusal:
        examine(Paper("空.txt", b""), seconds=60)
    assert refusal.value.message == "《空.txt》是空文件。"
