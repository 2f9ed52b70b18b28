"""R6 between text and tables: what a sentence says of an item, and what the tables print for it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import itemgetter

from hejia.checker.figures import Figure, folded, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import digits_of, finding_at, is_slip, levels, name_before
from hejia.checker.rules.registry import rule
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence
from hejia.checker.understanding.subjects import CLASSES
from hejia.checker.understanding.tables import Datum, Table

PATH = re.compile(
    r"(?P<class>[一-龥]{3,20})[（(]类[）)](?P<section>[一-龥（）()]{2,30})[（(]款[）)](?P<item>[一-龥（）()]{2,40}?)[（(]项[）)]"
)
GENERIC = re.compile(
    r"合计|总计|小计|^其中|^其他|本级|^.{0,3}$|支出$|收入$|拨款|资金|结转|^预算|^决算|年度|总额|^项目$|执行|完成"
)
SCORE_TOLD = re.compile(r"自评(?:总)?(?:得分|评分|分数)(?:为|是|共)?$|综合得分(?:为)?$")
KEYS: tuple[tuple[str, str], ...] = (
    (r"(?:收入总计|支出总计|收支总计|收、支总计|收入支出总计)(?:各|均)?(?:为)?$", r"总计$"),
    (r"本年收入合计(?:为)?$", r"本年收入合计$|收入合计$"),
    (r"本年支出合计(?:为)?$", r"本年支出合计$|支出合计$"),
    (r"基本支出(?:决算)?(?:为)?$", r"基本支出$"),
    (r"项目支出(?:决算)?(?:为)?$", r"项目支出$"),
    (r"财政拨款收入(?:决算|预算|为)*$", r"财政拨款收入"),
    (r"人员经费(?:支出|决算|预算|合计|为)*$", r"人员经费"),
    (r"公用经费(?:支出|决算|预算|合计|为)*$", r"公用经费"),
    (r"工资福利支出(?:决算|预算|为)*$", r"^工资福利支出$"),
    (r"商品和服务支出(?:决算|预算|为)*$", r"^商品和服务支出$"),
    (r"对个人和家庭的?补助(?:支出|决算|预算|为)*$", r"^对个人和家庭的?补助"),
    (r"公务接待费(?:支出|预算|决算)*(?:为)?$", r"公务接待费"),
    (r"公务用车运行(?:维护)?费?(?:支出|预算|决算)*(?:为)?$", r"用车运行"),
)
KEYS += tuple(
    (
        rf"{re.escape(name)}[”\"]?(?:[（(]类[）)])?(?:科目|支出|决算|预算|数|为)*$",
        rf"^(?:[一二三四五六七八九十]+、)?{re.escape(name)}$",
    )
    for name in sorted({name for names in CLASSES.values() for name in names} - {"其他支出"})
)
MOST_DIGITS = 16

Spelling = tuple[int, str]
Slips = dict[Spelling, dict[str, tuple[int, Figure, Datum]]]


@rule("R6-subject", "R6", "说明文字与表中科目金额")
def subjects(reading: Reading) -> Iterator[Finding]:
    """说明里“……（类）……（款）……（项）……万元”与表中同一科目的金额一致。

    Source: 一个事实只能有一个数。

    Good:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 201 | 一般公共服务支出 | 20.5 | 20.5 |
        | 20129 | 群众团体事务 | 20.5 | 20.5 |
        | 2012901 | 行政运行 | 20.5 | 20.5 |

        1.一般公共服务支出（类）群众团体事务（款）行政运行（项）：支出决算为20.5万元，主要用于人员经费。
    Bad:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 201 | 一般公共服务支出 | 20.5 | 20.5 |
        | 20129 | 群众团体事务 | 20.5 | 20.5 |
        | 2012901 | 行政运行 | 20.5 | 20.5 |

        1.一般公共服务支出（类）群众团体事务（款）行政运行（项）：支出决算为25.5万元，主要用于人员经费。
    """
    known = _by_path(reading.tables)
    for sentence in reading.sentences if known else ():
        for found in PATH.finditer(sentence.text):
            rows = known.get(_path(found))
            figure = _told(sentence, found.end())
            if not rows or figure is None or any(_agree(figure, datum) for datum in rows):
                continue
            yield _finding(sentence, figure, rows, "R6-subject", found["item"])


@rule("R6-name", "R6", "说明文字与表中项目金额")
def named_items(reading: Reading) -> Iterator[Finding]:
    """说明里项目名称后面的金额，与表中同名项目的金额一致。

    Source: 一个事实只能有一个数。

    Good:
        1. 妇女儿童维权服务经费23万元，主要用于维权。

        | 项目名称 | 预算数（万元） | 绩效目标 |
        | 妇女儿童维权服务经费 | 23 | 开展维权服务。 |
        | 家庭教育指导服务经费 | 12 | 开展家庭教育。 |
    Bad:
        1. 妇女儿童维权服务经费32万元，主要用于维权。

        | 项目名称 | 预算数（万元） | 绩效目标 |
        | 妇女儿童维权服务经费 | 23 | 开展维权服务。 |
        | 家庭教育指导服务经费 | 12 | 开展家庭教育。 |
    """
    known = _by_label(reading.tables)
    for sentence in reading.sentences if known else ():
        if sentence.in_cell:
            continue
        for figure in levels(sentence):
            name = _plain(name_before(sentence, figure))
            rows = known.get(name)
            if not figure.is_money or figure.rough or not rows:
                continue
            if not any(_agree(figure, datum) for datum in rows):
                yield _finding(sentence, figure, rows, "R6-name", name)


@rule("R6-key", "R6", "说明文字与表中总数")
def key_figures(reading: Reading) -> Iterator[Finding]:
    """说明里的收支总计、基本支出、项目支出、公务接待费等，在表中找得到同一个数。

    Source: 一个事实只能有一个数。只有与表中同名数仅差一两个数字、像是笔误时才认定。

    Good:
        2022年度部门决算

        | 项目 | 决算数 | 项目 | 决算数 |
        | 本年收入合计 | 2034.21 | 本年支出合计 | 2034.21 |
        | 收入总计 | 2034.21 | 支出总计 | 2034.21 |

        2022年度收入总计2034.21万元，本年支出合计2034.21万元。
    Bad:
        2022年度部门决算

        | 项目 | 决算数 | 项目 | 决算数 |
        | 本年收入合计 | 2034.21 | 本年支出合计 | 2034.21 |
        | 收入总计 | 2034.21 | 支出总计 | 2034.21 |

        2022年度收入总计2043.21万元，本年支出合计2034.21万元。
    """
    everything = [d for table in reading.tables for row in table.rows for d in row.data.values()]
    keys = _key_rows(everything)
    for sentence in reading.sentences if everything else ():
        if sentence.in_cell:
            continue
        for figure in levels(sentence):
            near = _nearly(figure, keys.get(_key_of(sentence, figure), {}))
            if near is None or any(_agree(figure, datum) for datum in everything):
                continue
            if not _told_elsewhere(reading, sentence, figure):
                yield _finding(sentence, figure, [near], "R6-key", near.row)


@rule("R6-score", "R6", "文字里的自评得分与表中总分")
def told_scores(reading: Reading) -> Iterator[Finding]:
    """“自评得分为N分”与自评表的总分一致。

    Source: 一个事实只能有一个数。

    Good:
        本次自评总分为100分，自评得分为98.5分。

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 58.5 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 98.5 |
    Bad:
        本次自评总分为100分，自评得分为95.8分。

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 58.5 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 98.5 |
    """
    totals = [sheet.total_score for sheet in reading.sheets if sheet.total_score]
    if len(totals) != 1 or len(reading.sheets) != 1:
        totals = list(_stream_totals(reading))
    if len(totals) != 1:
        return
    for sentence in reading.sentences:
        for figure in sentence.figures:
            lead = sentence.text[max(0, figure.start - 10) : figure.start]
            told = figure.unit == "分" and SCORE_TOLD.search(lead)
            if told and not _agree(figure, totals[0]):
                yield _finding(sentence, figure, totals, "R6-score", "自评得分")


def _stream_totals(reading: Reading) -> Iterator[Datum]:
    """The total scores of sheets whose columns were lost."""
    for at, stream in enumerate(reading.streams):
        token = stream.total.score
        if token.figure is not None:
            yield Datum((-3, at, 0), token.figure, token.place, stream.total.name, "")


def _by_path(tables: Sequence[Table]) -> dict[tuple[str, str, str], list[Datum]]:
    """Figures of 项 rows by the names of 类, 款 and 项."""
    known: dict[tuple[str, str, str], list[Datum]] = defaultdict(list)
    for table in tables:
        names = {row.code: _plain(row.label) for row in table.rows if row.code}
        for row in table.rows:
            if len(row.code) == 7 and row.code[:3] in names and row.code[:5] in names:
                path = (names[row.code[:3]], names[row.code[:5]], names[row.code])
                known[path].extend(row.data.values())
    return known


def _by_label(tables: Sequence[Table]) -> dict[str, list[Datum]]:
    """Figures of named rows, for names that are no common words."""
    known: dict[str, list[Datum]] = defaultdict(list)
    for table in tables:
        for row in table.rows if table.aligned and not table.has_codes else ():
            name = _plain(row.label)
            if len(name) >= 6 and not GENERIC.search(name):
                known[name].extend(row.data.values())
    return {name: data for name, data in known.items() if data}


def _path(found: re.Match[str]) -> tuple[str, str, str]:
    return _plain(found["class"]), _plain(found["section"]), _plain(found["item"])


def _told(sentence: Sentence, end: int) -> Figure | None:
    """The spending a sentence gives for a subject: after 支出决算为, or right after （项）."""
    after = [f for f in levels(sentence) if f.start >= end and f.is_money]
    following = PATH.search(sentence.text, end)
    if following:
        after = [f for f in after if f.start < following.start()]
    said = [
        f for f in after if re.search(r"(?:支出)?决算(?:数)?(?:为|是)?$", sentence.text[: f.start])
    ]
    if said:
        return said[0]
    first = after[:1]
    right = [f for f in first if f.start - end <= 4 and "预算" not in sentence.text[end : f.start]]
    return right[0] if right else None


def _agree(figure: Figure, datum: Datum) -> bool:
    """Equal as printed, or one is the other rounded; 万元 and 元 may be mixed."""
    other = datum.figure
    if figure.value == other.value:
        return True
    in_yuan = Figure(other.text, other.value / 10000, other.decimals + 4)
    return any(
        abs(figure.value - candidate.value) <= max(figure.ulp, candidate.ulp) / 2
        for candidate in (other, in_yuan)
        if figure.decimals != candidate.decimals
    )


def _key_of(sentence: Sentence, figure: Figure) -> str:
    """The pattern in `KEYS` of the rows or columns a figure of a sentence is told from."""
    if not figure.is_money or figure.rough or not figure.value:
        return ""
    lead = sentence.text[max(0, figure.start - 24) : figure.start]
    for said, printed in KEYS:
        if re.search(said, lead) and not re.search(r"上年|去年|年初预算", lead):
            return printed
    return ""


def _key_rows(everything: Sequence[Datum]) -> dict[str, Slips]:
    """By each pattern in `KEYS`: its figures, each under all ways to write it nearly right."""
    named: dict[str, list[tuple[int, Datum]]] = defaultdict(list)
    for order, datum in enumerate(everything):
        for name in {datum.row, datum.column}:
            named[name].append((order, datum))
    keys: dict[str, Slips] = {}
    for printed in dict.fromkeys(printed for _, printed in KEYS):
        slips: Slips = defaultdict(dict)
        own = [data for name, data in named.items() if re.search(printed, headings.bare(name))]
        for order, datum in sorted({entry for data in own for entry in data}, key=itemgetter(0)):
            for figure in (datum.figure, *in_ten_thousands(datum)):
                for spelling in _spellings(figure):
                    slips[spelling].setdefault(figure.text, (order, figure, datum))
        keys[printed] = slips
    return keys


def _nearly(figure: Figure, slips: Slips) -> Datum | None:
    """The first figure this one is a slip of."""
    found = [
        entry
        for spelling in _spellings(figure)
        for entry in slips.get(spelling, {}).values()
        if is_slip(figure, entry[1])
    ]
    return min(found, key=lambda entry: entry[0])[2] if found else None


def in_ten_thousands(datum: Datum) -> Iterator[Figure]:
    """An amount in 元 as a sentence tells it in 万元."""
    value = datum.figure.value / 10000
    if abs(value) >= 1:
        yield Figure(shown(value, 2), Decimal(shown(value, 2)), 2)


def _spellings(figure: Figure) -> Iterator[Spelling]:
    """The digits with one left open, and with two neighbours in order: what slips share."""
    digits = digits_of(figure)
    if not 4 <= len(digits) <= MOST_DIGITS:
        return
    for at in range(len(digits)):
        yield figure.decimals, f"{digits[:at]}?{digits[at + 1 :]}"
        pair = "".join(sorted(digits[at : at + 2]))
        yield figure.decimals, f"{digits[:at]}<{pair}>{digits[at + 2 :]}"


def _told_elsewhere(reading: Reading, sentence: Sentence, figure: Figure) -> bool:
    """A value other sentences repeat is meant, whatever it stands for."""
    return any(
        other.value == figure.value and other.unit == figure.unit
        for source in reading.sentences
        if source is not sentence
        for other in source.figures
    )


def _finding(
    sentence: Sentence, figure: Figure, rows: Sequence[Datum], name: str, item: str
) -> Finding:
    printed = rows[0].figure.text.replace(",", "")
    where = rows[0].place.words()
    return finding_at(
        sentence,
        figure,
        name,
        printed,
        f"文字写“{item}”{figure.text}{figure.unit}，表中（{where}）是 {printed}。"
        "请核对后把两处改成一致。",
    )


def _plain(name: str) -> str:
    text = re.sub(r"[（()）“”\"\s]", "", folded(name))
    return re.sub(r"^\d+[.、]|^[一二三四五六七八九十]+、", "", text)
