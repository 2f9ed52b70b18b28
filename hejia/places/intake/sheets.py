"""CSV and XLSX as rows of text under their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hejia.kernel.tables import Unreadable as Unreadable
from hejia.kernel.tables import lines

MAX_ROWS: Final = 200_000
_FAULTS_KEPT: Final = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that is wrong. `row` counts as the file's program shows it, from 1."""

    row: int
    column: str
    value: str
    wrong: str


@dataclass(slots=True)
class Faults:
    """What was found wrong: all of it is counted, the first of it kept."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0
    rows: set[int] = field(default_factory=set)

    def note(self, row: int, column: str, value: str, wrong: str) -> None:
        self.count += 1
        self.rows.add(row)
        if len(self.kept) < _FAULTS_KEPT:
            self.kept.append(Fault(row, column, value[:60], wrong))


@dataclass(frozen=True, slots=True)
class Row:
    """A row by our names of its columns; a column that is not there reads as ""."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know: how we call it, what it may be called besides, whether it must be there."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


def read(content: bytes, file_name: str, columns: Sequence[Column], faults: Faults) -> list[Row]:
    """The rows of the first sheet. Raises Unreadable; missing columns are noted as faults."""
    found = lines(content, file_name)
    headings = [h.strip().lstrip("\ufeff").rstrip("*＊") for h in next(found, [])]
    places = _places(headings, columns, faults)
    rows: list[Row] = []
    for number, cells in enumerate(found, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            raise Unreadable(f"文件超过{MAX_ROWS}行，请拆分后分次导入。")
        named = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        rows.append(Row(number, named))
    if not rows and not faults.count:
        faults.note(2, "（整行）", "", "表头下面没有数据，请填写后再上传")
    return rows


def _places(headings: list[str], columns: Sequence[Column], faults: Faults) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in columns:
        names = (column.name, *column.aliases)
        at = next((i for i, heading in enumerate(headings) if heading in names), None)
        if at is not None:
            found[column.name] = at
        elif column.required:
            known = "、".join(h for h in headings if h) or "（空）"
            faults.note(1, column.name, known, f"缺少“{column.name}”列，请按模板的表头填写")
    return found
