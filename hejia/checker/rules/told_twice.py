"""R6: one figure told twice with two values — in a row, a sentence, a paragraph, text and table."""

import re
from collections import defaultdict
from collections.abc import Iterator

from hejia.checker.figures import Figure, find_figures, folded, rate_agrees
from hejia.checker.finding import Finding
from hejia.checker.reading.lines import squeeze
from hejia.checker.rules.prose import finding_at, scaled
from hejia.checker.rules.registry import rule
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence
from hejia.checker.understanding.tables import Row, Table

EXECUTION = re.compile(r"(?<!序时)(?<!季度)(?:预算)?执行率(?:是|为|达到|达|：)?(\d+(?:\.\d+)?)%")
SUBJECT_ITEM = re.compile(
    r"(?:（|\()项(?:）|\))[，,]?(?:支出)?(?:决算数?|支出)?(?:为)?(?P<first>\d[\d,]*\.\d+|\d+)万元.{0,200}?支出决算(?:数)?(?:为)?(?P<second>\d[\d,]*\.\d+|\d+)万?元?"
)
RATE_NAMED = re.compile(r"(?P<name>[一-龥\d]{2,24}率)(?:为|是|达到|达|：)?(?P<rate>\d+(?:\.\d+)?)%")
COUNTED = re.compile(r"\d+[个项件][一-龥]{3,8}(?=达标率|办结率|完成率|合格率|覆盖率|及时率)")
LEAST_TWIN = 14
SUBJECT_BEFORE = re.compile(r"比|较|同比|与.{0,10}相比|其中|分别|主要")
# words that name no subject: 年初预算为…，支出决算为… is said of every item of an account
GENERIC = re.compile(
    r"20#年|年初|全年|本年|上年|年度|当年|预算|决算|支出|收入|完成|执行|实际|安排|金额|共|总|数|为|是|的|了|[^一-龥]"
)
LEAST_SUBJECT = 4
GOALS = re.compile(r"预期目标|目标完成情况|实际完成情况")
LEAST_SERIES = 4
CONTRAST = re.compile(
    r"20\d\d年|上年|去年|年初|一季度|二季度|三季度|四季度|上半年|下半年|目标|≥|不低于"
)


@rule("R6-row", "R6", "同一行里同一个比率写成两个值")
def rate_in_row(reading: Reading) -> Iterator[Finding]:
    """表中一行的执行率与同一行文字里写的执行率一致。

    Source: 一个事实只能有一个数。

    Good:
        | 序号 | 项目名称 | 预算金额 | 实际支出 | 预算执行率 | 完成情况 |
        | 1 | 培训 | 167 | 160 | 96% | 资金已经到位，年度预算执行率是96%。 |
        | 2 | 宣传 | 10 | 10 | 100% | 已按计划完成全部宣传任务。 |
    Bad:
        | 序号 | 项目名称 | 预算金额 | 实际支出 | 预算执行率 | 完成情况 |
        | 1 | 培训 | 167 | 160 | 96% | 资金已经到位，年度预算执行率是100%。 |
        | 2 | 宣传 | 10 | 10 | 100% | 已按计划完成全部宣传任务。 |
    """
    for table in reading.tables:
        rates = [c for c in table.kinds("rate") if _is_execution(table, c.index)]
        for row in table.rows if len(rates) == 1 else ():
            yield from _row_rates(row, rates[0].index)


@rule("R6-item", "R6", "同一科目的金额前后不一")
def subject_items(reading: Reading) -> Iterator[Finding]:
    """“……（项）A万元……支出决算为B万元”里的A与B是同一个数。

    Source: 一个事实只能有一个数。

    Good:
        教育支出（类）普通教育（款）学前教育（项）26.02万元。年初预算为30.00万元，支出决算为26.02万元。
    Bad:
        教育支出（类）普通教育（款）学前教育（项）26.12万元。年初预算为30.00万元，支出决算为26.02万元。
    """
    for paragraph in reading.document.paragraphs:
        text = folded(paragraph.text)
        for found in SUBJECT_ITEM.finditer(text):
            first, second = (_at(found, name) for name in ("first", "second"))
            if "（项）" in found.group()[4:] or _same(first, second):
                continue
            yield Finding(
                "R6-item",
                "hard",
                paragraph.place(first.start),
                found.group()[:60],
                first.text.replace(",", ""),
                second.text.replace(",", ""),
                f"同一科目前面写 {first.text} 万元，后面支出决算写 {second.text} 万元。"
                "请查支出决算表，把两处改成一致。",
                f"{first.text}≠{second.text}",
            )


@rule("R6-twin", "R6", "同一句话两处数字不同")
def twin_sentences(reading: Reading) -> Iterator[Finding]:
    """文中重复出现的同一句话，里面的数字应当相同。

    Source: 一个事实只能有一个数。

    Good:
        全年共处置个案1286宗，开具告诫书104份，核发保护令48份。

        全年共处置个案1,286宗，开具告诫书104份，核发保护令48份。
    Bad:
        全年共处置个案1286宗，开具告诫书104份，核发保护令48份。

        全年共处置个案1,286宗，开具告诫书114份，核发保护令48份。
    """
    twins: dict[str, list[Sentence]] = defaultdict(list)
    if any(GOALS.search(line.text) for line in reading.document.lines):
        return  # the goals of a year are repeated beside what came of them, with other figures
    for sentence in reading.sentences:
        skeleton = _skeleton(sentence)
        if sentence.in_cell or not _has_subject(sentence, skeleton):
            continue  # a target and what came of it, or the subject stands in the sentence before
        if len(skeleton) >= LEAST_TWIN and len(sentence.figures) >= 3:
            twins[skeleton].append(sentence)
    for group in twins.values():
        for other in group[1:]:
            yield from _differences(group[0], other)


@rule("R6-series", "R6", "一组比率两处不同")
def rate_series(reading: Reading) -> Iterator[Finding]:
    """文中重复列出的一组比率（如四个季度执行率），每处都相同。

    Source: 一个事实只能有一个数。

    Good:
        一季度执行率为93.58%，二季度为80.74%，三季度为100.88%，四季度为99.87%。

        各季度执行率分别为93.58%、80.74%、100.88%、99.87%。
    Bad:
        一季度执行率为93.58%，二季度为80.74%，三季度为100.88%，四季度为99.87%。

        各季度执行率分别为93.58%、85.74%、100.88%、99.87%。
    """
    told: list[tuple[Sentence, list[Figure]]] = []
    for sentence in reading.sentences:
        rates = [figure for figure in sentence.figures if figure.is_rate]
        if len(rates) < LEAST_SERIES:
            continue
        for other, before in told:
            yield from _series_difference(other, before, sentence, rates)
        told.append((sentence, rates))


def _series_difference(
    first: Sentence, before: list[Figure], second: Sentence, here: list[Figure]
) -> Iterator[Finding]:
    unequal = [(a, b) for a, b in zip(before, here, strict=False) if a.value != b.value]
    if len(before) != len(here) or len(unequal) != 1:
        return
    if any(rate.value in {0, 100} for rate in here) or first.text == second.text:
        return
    earlier, told = unequal[0]
    yield finding_at(
        second,
        told,
        "R6-series",
        earlier.text,
        f"这一组比率前面写过，其中 {earlier.text}% 在这里成了 {told.text}%。请核对后统一。",
    )


@rule("R6-paragraph", "R6", "同一指标在同一行或同一段写成两个值")
def named_rates(reading: Reading) -> Iterator[Finding]:
    """同一个比率（名称与范围完全相同）在同一行、同一段里只有一个值。

    Source: 一个事实只能有一个数。

    Good:
        全区妇女儿童监测指标达标率80%，比上年有所提高。全区妇女儿童监测指标达标率80%。
    Bad:
        全区妇女儿童监测指标达标率80%，比上年有所提高。全区妇女儿童监测指标达标率98%。
    """
    for sentences in _neighbourhoods(reading):
        seen: dict[str, tuple[Sentence, Figure]] = {}
        for sentence in sentences:
            for name, figure in _named(sentence):
                before = seen.setdefault(name, (sentence, figure))
                if not _same_rate(before[1], figure):
                    yield _twice(before, (sentence, figure), name)


def _neighbourhoods(reading: Reading) -> Iterator[list[Sentence]]:
    """Sentences of one paragraph, or of one row of a table."""
    by_paragraph: dict[int, list[Sentence]] = defaultdict(list)
    by_line: dict[object, list[Sentence]] = defaultdict(list)
    for sentence in reading.sentences:
        if sentence.in_cell:
            place = sentence.source.marks[0][1]
            if place.line is not None:
                by_line[place.line].append(sentence)
        else:
            by_paragraph[id(sentence.source)].append(sentence)
    yield from by_paragraph.values()
    yield from by_line.values()


def _named(sentence: Sentence) -> Iterator[tuple[str, Figure]]:
    for found in RATE_NAMED.finditer(sentence.text):
        name = found.group("name")
        before = sentence.text[max(0, found.start() - 12) : found.start()]
        figure = next((f for f in sentence.figures if f.start == found.start("rate")), None)
        if figure is None or CONTRAST.search(before + name):
            continue
        counted = COUNTED.findall(sentence.text[: found.start("rate")])
        if counted:
            yield f"{counted[-1]}{name[-3:]}", figure
        elif len(name) >= 8:
            yield name[-14:], figure


def _twice(first: tuple[Sentence, Figure], second: tuple[Sentence, Figure], name: str) -> Finding:
    return finding_at(
        second[0],
        second[1],
        "R6-paragraph",
        first[1].text,
        f"“{name}”前面写 {first[1].text}%，这里写 {second[1].text}%。"
        "同一个数只能有一个值，请核对后统一。",
        root=name,
    )


def _is_execution(table: Table, column: int) -> bool:
    heading = table.columns[column].heading
    return not heading or bool(headings.EXECUTION.search(heading))


def _row_rates(row: Row, column: int) -> Iterator[Finding]:
    datum = row.data.get(column)
    if datum is None:
        return
    for cell in row.cells[column + 1 :]:
        text = folded(squeeze(cell.text))
        for found in EXECUTION.finditer(text):
            told = _figure(text, found.start(1))
            if told is None or _same_rate(datum.figure, told):
                continue
            yield Finding(
                "R6-row",
                "hard",
                cell.place,
                text[max(0, found.start() - 12) : found.end() + 4],
                told.text,
                datum.figure.text,
                f"本行执行率一栏是 {datum.figure.text}%，文字里写成 {told.text}%。"
                "请按支出数÷预算数重算，两处改成一致。",
                f"{row.label}·执行率",
            )


def _same_rate(one: Figure, other: Figure) -> bool:
    coarse, fine = sorted((one, other), key=lambda figure: figure.decimals)
    if coarse.decimals == fine.decimals:
        return coarse.value == fine.value
    return rate_agrees(coarse, fine.rounded)


def _same(one: Figure, other: Figure) -> bool:
    """One figure told twice: equal as printed, or one told more coarsely than the other."""
    if one.decimals == other.decimals and one.unit == other.unit:
        return one.value == other.value
    return scaled(one).meets(scaled(other))


def _figure(text: str, start: int) -> Figure | None:
    return next((figure for figure in find_figures(text) if figure.start == start), None)


def _at(found: re.Match[str], name: str) -> Figure:
    figure = find_figures(found.group(name))[0]
    return Figure(figure.text, figure.value, figure.decimals, "万元", found.start(name))


def _skeleton(sentence: Sentence) -> str:
    out, last = [], 0
    for figure in sentence.figures:
        out.append(sentence.text[last : figure.start])
        last = figure.end - len(figure.unit)
    out.append(sentence.text[last:])
    return re.sub(r"[\s,，、]", "", "#".join(out))


def _differences(first: Sentence, second: Sentence) -> Iterator[Finding]:
    pairs = list(zip(first.figures, second.figures, strict=False))
    unequal = [(a, b) for a, b in pairs if not _same(a, b)]
    if len(first.figures) != len(second.figures) or not unequal:
        return
    if any(a.value != b.value for a, b in pairs if (a, b) not in unequal):
        return
    if len(unequal) > 1 or len(pairs) - len(unequal) < 2 or _is_year(unequal[0]):
        return
    before, here = unequal[0]
    yield finding_at(
        second,
        here,
        "R6-twin",
        before.text.replace(",", ""),
        f"同一句话前面写 {before.text}{before.unit}，这里写 {here.text}{here.unit}。"
        "请核对原始数据后统一。",
    )


def _has_subject(sentence: Sentence, skeleton: str) -> bool:
    """Whether a sentence says itself what it speaks of, before its first figure."""
    if SUBJECT_BEFORE.match(sentence.text.strip()):
        return False
    return len(GENERIC.sub("", skeleton.partition("#")[0])) >= LEAST_SUBJECT


def _is_year(pair: tuple[Figure, Figure]) -> bool:
    return all(1990 <= figure.value <= 2100 and not figure.decimals for figure in pair)
