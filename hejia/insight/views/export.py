"""The figures as a workbook: with numerator, denominator, exclusions and definitions."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hejia.accounts.public import needs, person_of
from hejia.audit import public as audit
from hejia.insight.access import SEE
from hejia.insight.indicators import INDICATORS
from hejia.insight.queries.measuring import breakdown
from hejia.insight.queries.wording import key_label
from hejia.insight.views.pages import Asked
from hejia.insight.vocabulary import DIMENSION_LABELS, REASONS

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS: Final = (
    "指标", "数值", "单位", "分子", "分母", "不计入", "分母口径", "分子口径", "归入期间", "依据",
)  # fmt: skip
PARTS: Final = ("指标", "分组", "数值", "单位", "分子", "分母", "不计入")


@needs(SEE)
def export(request: HttpRequest) -> HttpResponse:
    """导出：全部指标一张表，按所选维度分组一张表。导出留痕。"""
    sight, now = person_of(request).sight, timezone.now()
    asked = Asked.of(request, now)
    # Total and parts from one statement: asked for apart, a case counted meanwhile divides them.
    found = {
        one.id: breakdown(one.id, asked.period, by=asked.by, sight=sight, now=now, **asked.within)
        for one in INDICATORS
    }
    every = [[one.label, *_numbers(found[one.id].total), one.denominator.words,
              one.numerator.words if one.numerator else "", one.anchor_words, one.basis]
             for one in INDICATORS]  # fmt: skip
    parts = [
        [one.label, key_label(asked.by, key), *_numbers(figure)]
        for one in INDICATORS
        for key, figure in found[one.id].parts
    ]
    audit.record(
        "insight.export",
        person=sight.person_id,
        now=now,
        facts={"period": str(asked.period), "within": asked.within},
    )
    sheets = {"指标": (HEADINGS, every), f"按{DIMENSION_LABELS[asked.by]}": (PARTS, parts)}
    answer = HttpResponse(_book(sheets, asked), content_type=XLSX)
    name = quote(f"统计分析 {asked.period.label}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _numbers(figure: Any) -> Iterator[str]:
    yield figure.text
    yield figure.unit if figure.unit != "%" else ""
    yield "" if figure.numerator is None else str(figure.numerator)
    yield "" if figure.denominator is None else str(figure.denominator)
    yield "；".join(f"{REASONS.get(why, why)} {n}" for why, n in figure.excluded.items())


def _book(sheets: dict[str, tuple[tuple[str, ...], list[list[str]]]], asked: Asked) -> bytes:
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    for title, (headings, rows) in sheets.items():
        sheet = book.add_worksheet(title)
        sheet.write_string(
            0, 0, f"期间：{asked.period.label}；统计时间：{asked.now:%Y-%m-%d %H:%M}"
        )
        sheet.write_row(1, 0, headings, bold)
        sheet.freeze_panes(2, 1)
        sheet.set_column(0, len(headings) - 1, 18)
        for number, row in enumerate(rows, 2):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    book.close()
    return held.getvalue()
