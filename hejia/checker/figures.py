"""Figures as printed, and the interval of true values each of them stands for.

A printed figure says no more than its last digit: 98.78 is any value in [98.775, 98.785] when
rounded, [98.78, 98.79) when cut off. Rules compare intervals, never bare numbers.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FOLDED = str.maketrans("０１２３４５６７８９％．＋﹪", "0123456789%.+%")
FULL_WIDTH = re.compile(r"[０-９％．＋﹪]")
MINUS = "-－−—﹣–"
DASHES = frozenset({"-", "－", "−", "—", "——", "--", "－－", "–", "/", "\\", "无", "―", "*", "一"})

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CELL = re.compile(
    rf"^(?P<open>[（(])?(?P<sign>[{MINUS}+])?[¥￥]?(?P<number>{NUMBER})"
    r"(?P<unit>%|万元|元|分)?(?P<close>[）)])?$"
)
UNITS = (
    "个百分点|亿元|万元|元|%|人次|万人次|万人|人|场次|场|次|期|篇|条|件|宗|例|户|个|名|位|家|辆|台|套|项|份|本|"
    "万场|万件|万份|分|亩|公里|平方米|天|小时|课时|支|批|部|册|张|村|所|处|类|起|户次|团|批次"
)
PROSE = re.compile(
    rf"(?P<sign>(?<![\d年月日\w]){'[' + MINUS + ']'})?(?<![\d.])(?P<number>{NUMBER})(?![\d])"
    rf"(?P<unit>(?:万|亿)?(?:{UNITS}))?"
)
ROUGH_BEFORE = re.compile(
    r"(?:约|近|超|超过|逾|达到|不少于|不低于|不高于|不超过|≥|≤|>|<|＞|＜|大于|小于)$"
)
ROUGH_AFTER = re.compile(r"^(?:余|多|以上|以下|左右|以内)")
MONEY = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between `low` and `high`, both included."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: Decimal) -> "Interval":
        """Every value times a positive factor."""
        return Interval(self.low * factor, self.high * factor)

    def over(self, other: "Interval") -> "Interval | None":
        """The quotient; None when the divisor may be zero."""
        if other.low <= 0 <= other.high:
            return None
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def meets(self, other: "Interval") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number. `unit` is what follows it; `start`/`end` are offsets in its text."""

    text: str
    value: Decimal
    decimals: int
    unit: str = ""
    start: int = 0
    end: int = 0
    rough: bool = False

    @property
    def ulp(self) -> Decimal:
        """One in the last printed place."""
        return Decimal(1).scaleb(-self.decimals)

    @property
    def rounded(self) -> Interval:
        """The values that round to this figure."""
        half = self.ulp / 2
        return Interval(self.value - half, self.value + half)

    @property
    def cut(self) -> Interval:
        """The values that give this figure when the rest is cut off."""
        if self.value < 0:
            return Interval(self.value - self.ulp, self.value)
        return Interval(self.value, self.value + self.ulp)

    @property
    def exact(self) -> Interval:
        """The figure itself, for counts and points."""
        return Interval(self.value, self.value)

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY

    @property
    def is_rate(self) -> bool:
        return self.unit == "%"

    def finer(self, decimals: int) -> "Figure":
        """The same figure known to `decimals` places (a column that drops trailing zeros)."""
        if decimals <= self.decimals:
            return self
        return Figure(self.text, self.value, decimals, self.unit, self.start, self.end, self.rough)


def folded(text: str) -> str:
    """Full-width digits, points and percent signs as ASCII, one character for one."""
    return text.translate(FOLDED) if FULL_WIDTH.search(text) else text


def parse_cell(text: str) -> Figure | None:
    """The figure a table cell consists of, or None when it holds anything else."""
    bare = folded("".join(text.split())).replace("，", ",")
    if bare.startswith(("—", "--")) and not bare[1:2].isdigit():
        return None
    found = CELL.match(bare)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    figure = _figure(found["number"], found["sign"] or "", found["unit"] or "", 0, len(text))
    if figure and found["open"] and not found["sign"] and found["unit"] != "分":
        return None
    return figure


def is_blank(text: str) -> bool:
    """True for an empty cell or one that holds only a dash."""
    bare = "".join(text.split())
    return not bare or bare in DASHES


def find_figures(text: str) -> list[Figure]:
    """All numbers of running text with their units. Offsets refer to `text` itself."""
    bare = folded(text)
    figures = []
    for found in PROSE.finditer(bare):
        start = found.start("sign") if found["sign"] else found.start("number")
        unit = found["unit"] or ""
        figure = _figure(found["number"], found["sign"] or "", unit, start, found.end())
        if figure is None:
            continue
        rough = bool(
            ROUGH_BEFORE.search(bare[max(0, start - 4) : start])
            or ROUGH_AFTER.match(bare[found.end() : found.end() + 2])
            or ROUGH_AFTER.match(bare[found.end("number") : found.end("number") + 1])
        )
        figures.append(
            Figure(figure.text, figure.value, figure.decimals, unit, start, found.end(), rough)
        )
    return figures


def _figure(number: str, sign: str, unit: str, start: int, end: int) -> Figure | None:
    bare = number.replace(",", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    if sign and sign in MINUS:
        value = -value
    decimals = len(bare.partition(".")[2])
    text = ("-" if value < 0 else "") + number
    return Figure(text, value, decimals, unit, start, end)


def in_yuan(figure: Figure) -> Interval | None:
    """A money figure as an interval of 元; None when its unit is not money."""
    factor = MONEY.get(figure.unit)
    return figure.rounded.times(factor) if factor else None


def shown(value: Decimal, decimals: int) -> str:
    """`value` to `decimals` places, half up, as a bare figure."""
    quantum = Decimal(1).scaleb(-decimals)
    return format(value.quantize(quantum, rounding="ROUND_HALF_UP"), "f")


def rate_agrees(printed: Figure, true: Interval, *, cut: bool = True) -> bool:
    """Whether a printed rate may stand for `true` (both in the same unit, per cent).

    Rounding is always allowed. Cutting off is allowed where the document does so (`cut`), and
    always just below 100, since what is not complete may not be shown as complete.
    """
    if printed.rounded.meets(true):
        return True
    below_whole = Decimal(100) - printed.ulp <= printed.value < 100
    return (cut or below_whole) and printed.cut.meets(true)
