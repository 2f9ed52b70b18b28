"""Odd and hostile texts are taken in bounded pieces; how fast that is, benchmarks tell."""

import random

from hejia.checker.document import Paragraph
from hejia.checker.public import check_document, read_document
from hejia.checker.rules import relations
from hejia.checker.rules.relations import MOST_FAILING, findings_of
from hejia.checker.rules.sums import sum_relation
from hejia.checker.understanding.building import MOST_COLUMNS
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import LONGEST, PIECE
from hejia.checker.understanding.tables import Datum

SIZE = 40_000


def reading_of(text: str) -> Reading:
    return Reading(read_document(text.encode(), "长文.txt"))


def test_endless_sentence_is_taken_in_pieces() -> None:
    rng = random.Random(1)
    text = "".join(f"支出{rng.randrange(999)}.5万元，占{rng.randrange(99)}%，" for _ in range(3000))
    reading = reading_of(text)
    assert max(len(sentence.text) for sentence in reading.sentences) <= PIECE
    assert "".join(sentence.text for sentence in reading.sentences) == text


def test_digits_without_end_are_taken_in_pieces() -> None:
    reading = reading_of("".join(random.Random(2).choices("0123456789", k=SIZE)))
    assert max(len(sentence.text) for sentence in reading.sentences) <= PIECE


def test_long_sentence_of_a_report_stays_whole() -> None:
    text = "全年支出合计" + "，其中培训支出12.5万元" * (LONGEST // 16) + "。"
    (sentence,) = reading_of(text).sentences
    assert PIECE < len(sentence.text) <= LONGEST


def test_row_without_end_is_no_table_and_said_so() -> None:
    row = "\t".join(["妇女维权服务", "12.50", "2012901"] * MOST_COLUMNS)
    report = check_document(f"预算表\n{row}\n{row}\n".encode(), "长行.txt")
    assert report.findings == ()
    assert report.remarks == (f"第2行起的表格超过 {MOST_COLUMNS} 列，没有按表格检查，只查了文字。",)


def test_each_group_of_equations_is_searched_by_itself() -> None:
    """As many wrong totals as rows: the search for each looks at its own row only."""
    tables = reading_of(_rows(300)).tables
    wrong = [
        sum_relation("R1-total", _datum(row.data, 1), (_datum(row.data, 2),), "")
        for row in tables[0].rows
    ]
    assert [len(group) for group in relations._clusters(wrong)] == [1] * 300
    assert len(findings_of(wrong)) == 300


def test_table_that_fails_everywhere_was_not_read_as_meant() -> None:
    rows = reading_of(_rows(MOST_FAILING + 1)).tables[0].rows
    first = _datum(rows[0].data, 2)
    wrong = [sum_relation("R1-total", _datum(row.data, 1), (first,), "") for row in rows]
    assert findings_of(wrong) == []


def test_text_without_sentences_is_no_heading() -> None:
    (block,) = read_document(("妇女权益保障工作" * 5000).encode(), "长文.txt").blocks
    assert isinstance(block, Paragraph)
    assert not block.heading


def _rows(count: int) -> str:
    body = "\n".join(f"项目{n}号\t{n + 2000}.50\t{n + 10}.25" for n in range(count))
    return f"支出预算表\n项目名称\t预算数\t执行数\n{body}\n"


def _datum(data: dict[int, Datum], column: int) -> Datum:
    return data[column]
