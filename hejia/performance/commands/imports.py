"""Importing budget lines from a workbook, all or none; and the empty workbook to fill."""

import io
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import xlsxwriter

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.kernel.tables import Unreadable, first_sheet
from hejia.performance.access import unit_for
from hejia.performance.budgeting.importing import CODES, HEADS, Row, read_sheet
from hejia.performance.commands.budget import LineDraft, add_lines
from hejia.performance.models import Project
from hejia.performance.queries.subjects import tree


def import_lines(*, unit_id: int, year: int, file: BinaryIO, by: Sight) -> int:
    """Add the lines of the first sheet. Raises Refused with a sentence per wrong cell."""
    unit = unit_for(by, unit_id)
    try:
        cells = first_sheet(file.read())
    except Unreadable as wrong:
        raise Refused("unreadable", fields={"file": str(wrong)}) from wrong
    read = read_sheet(cells)
    projects = dict(Project.objects.filter(unit=unit, year=year).values_list("code", "id"))
    faults = [*read.faults, *_unknown(read.rows, year, projects)]
    if faults:
        raise Refused("import", fields={"file": "\n".join(faults)})
    drafts = [_draft(row, projects) for row in read.rows]
    try:
        return add_lines(unit_id=unit_id, year=year, drafts=drafts, by=by)
    except Refused as refusal:
        if refusal.code != "import":
            raise
        raise Refused("import", fields={"file": refusal.sentence}) from refusal


def _unknown(rows: Sequence[Row], year: int, projects: Mapping[str, int]) -> list[str]:
    """A sentence for the subjects, and one for the projects, that the year does not know."""
    known = tree(year)
    subjects = sorted({row.function for row in rows if not known.knows(row.function)})
    codes = sorted({row.project for row in rows if row.project and row.project not in projects})
    found = []
    if subjects:
        found.append(f"功能科目 {'、'.join(subjects)} 不在本年度科目表中，请填 7 位项级编码。")
    if codes:
        found.append(f"项目编码 {'、'.join(codes)} 还没有建立，请先在“项目”里增加。")
    return found


def _draft(row: Row, projects: dict[str, int]) -> LineDraft:
    return LineDraft(
        function=row.function,
        economic=row.economic,
        source=row.source,
        kind=row.kind,
        amount=row.amount,
        project=projects.get(row.project) if row.project else None,
        procurement=row.procurement,
        enterprise=row.enterprise,
        three_public=row.three_public,
        note=row.note,
    )


def template() -> bytes:
    """An empty workbook with the heads; the second sheet lists what may stand in each column."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
    sheet, words = book.add_worksheet("预算明细"), book.add_worksheet("可选项")
    sheet.set_column(0, len(HEADS) - 1, 16)
    words.set_column(0, len(CODES) - 1, 22)
    sheet.write_row(0, 0, HEADS, bold)
    words.write_row(0, 0, list(CODES), bold)
    for column, (head, labels) in enumerate(CODES.items()):
        words.write_column(1, column, list(labels))
        place = HEADS.index(head)
        options = {"validate": "list", "source": list(labels)}
        sheet.data_validation(1, place, 5000, place, options)
    book.close()
    return buffer.getvalue()
