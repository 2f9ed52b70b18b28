"""The invented accounts of one unit for one year; every figure follows from a few drawn ones."""

import random
from dataclasses import dataclass, field
from decimal import Decimal

from hejia.checker.tests.specimens.budgets import TREE
from hejia.checker.tests.specimens.model import amount, quantized, split

ZERO = Decimal(0)
UNITS = (
    "某市妇女联合会",
    "某区家庭教育指导中心",
    "某县妇女联合会机关",
    "某州妇女儿童活动中心",
    "某区妇女联合会（本级）",
)
PEOPLE = ("基本工资", "津贴补贴", "奖金", "机关事业单位基本养老保险缴费", "住房公积金")
RUNNING = ("办公费", "印刷费", "差旅费", "劳务费", "工会经费", "公务接待费", "公务用车运行维护费")
ECONOMIC = {
    "基本工资": "30101",
    "津贴补贴": "30102",
    "奖金": "30103",
    "机关事业单位基本养老保险缴费": "30108",
    "住房公积金": "30113",
    "办公费": "30201",
    "印刷费": "30202",
    "差旅费": "30211",
    "公务接待费": "30217",
    "劳务费": "30226",
    "工会经费": "30228",
    "公务用车运行维护费": "30231",
}


@dataclass
class Books:
    """Spending by subject with basic and project parts; income; last year; 三公; purchases."""

    rng: random.Random
    year: int
    unit: str
    leaves: dict[str, tuple[Decimal, Decimal]]
    plans: dict[str, Decimal]
    names: dict[str, str]
    people: dict[str, Decimal] = field(default_factory=dict)
    running: dict[str, Decimal] = field(default_factory=dict)
    brought: Decimal = ZERO
    carried: Decimal = ZERO
    other_income: Decimal = ZERO
    last: Decimal = ZERO
    trips: Decimal = ZERO
    meals: Decimal = ZERO
    cars: Decimal = ZERO
    decimals: int = 2

    def of(self, code: str) -> tuple[Decimal, Decimal]:
        """Basic and project spending below a code; the whole for an empty one."""
        inside = [pair for leaf, pair in self.leaves.items() if leaf.startswith(code)]
        return sum((p[0] for p in inside), ZERO), sum((p[1] for p in inside), ZERO)

    def plan(self, code: str) -> Decimal:
        return sum((v for leaf, v in self.plans.items() if leaf.startswith(code)), ZERO)

    @property
    def basic(self) -> Decimal:
        return self.of("")[0]

    @property
    def project(self) -> Decimal:
        return self.of("")[1]

    @property
    def spent(self) -> Decimal:
        return self.basic + self.project

    @property
    def grand(self) -> Decimal:
        """支出总计: spending and what is carried over."""
        return self.spent + self.carried

    @property
    def income(self) -> Decimal:
        """本年收入合计."""
        return self.grand - self.brought

    @property
    def allotted(self) -> Decimal:
        """财政拨款收入."""
        return self.income - self.other_income

    @property
    def codes(self) -> list[str]:
        return list(self.names)


def books(rng: random.Random, decimals: int = 2) -> Books:
    """Draw the accounts of a unit."""
    names, leaves, plans = {}, {}, {}
    for code, (name, middle) in TREE.items():
        names[code] = name
        for inner, (inner_name, thirds) in middle.items():
            names[inner] = inner_name
            names.update(thirds)
            for leaf in thirds:
                value = amount(rng, 4, 700, decimals)
                project = leaf.endswith(("02", "99"))
                leaves[leaf] = (ZERO, value) if project else (value, ZERO)
                part = Decimal(rng.randrange(800, 1200)) / 1000
                plans[leaf] = quantized(value * part, decimals)
    drawn = Books(rng, rng.randrange(2019, 2026), rng.choice(UNITS), leaves, plans, names)
    drawn.decimals = decimals
    share = quantized(drawn.basic * Decimal(rng.randrange(70, 90)) / 100, decimals)
    drawn.people = dict(zip(PEOPLE, split(rng, share, len(PEOPLE), decimals), strict=True))
    rest = drawn.basic - share
    drawn.running = dict(zip(RUNNING, split(rng, rest, len(RUNNING), decimals), strict=True))
    if rng.random() < 0.6:
        drawn.carried, drawn.brought = amount(rng, 1, 90, decimals), amount(rng, 1, 90, decimals)
        drawn.other_income = amount(rng, 1, 9, decimals)
    drawn.last = quantized(drawn.grand * Decimal(rng.randrange(800, 1250)) / 1000, decimals)
    drawn.meals = drawn.running["公务接待费"]
    drawn.cars = drawn.running["公务用车运行维护费"]
    return drawn
