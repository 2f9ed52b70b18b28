"""The words of counting. Pure."""

from enum import StrEnum
from typing import Final


class Shape(StrEnum):
    """What a figure is, and so how it is worked out and said."""

    COUNT = "count"  # how many rows the denominator's clause holds
    SUM = "sum"  # a column added up over them
    RATE = "rate"  # numerator / denominator
    DAYS = "days"  # how long, in days: mean, median, p90, longest
    GAP = "gap"  # denominator − numerator: what is in no class


class Grain(StrEnum):
    """What is counted: cases, or the revisits planned for them."""

    CASE = "case"
    VISIT = "visit"


class Part(StrEnum):
    """A list behind a figure."""

    NUMERATOR = "numerator"
    REST = "rest"  # in the denominator, not in the numerator
    DENOMINATOR = "denominator"
    EXCLUDED = "excluded"


class Dimension(StrEnum):
    """What a figure can be restricted to and broken down by."""

    STREET = "street"
    COMMUNITY = "community"
    AGENCY = "agency"
    CATEGORY = "category"
    TYPE = "type"
    SOURCE = "source"
    RISK = "risk"
    MONTH = "month"


PART_LABELS: Final = {
    Part.NUMERATOR: "分子",
    Part.REST: "未计入分子",
    Part.DENOMINATOR: "分母",
    Part.EXCLUDED: "不计入",
}

DIMENSION_LABELS: Final = {
    Dimension.STREET: "街道",
    Dimension.COMMUNITY: "社区",
    Dimension.AGENCY: "承办单位",
    Dimension.CATEGORY: "大类",
    Dimension.TYPE: "类型",
    Dimension.SOURCE: "来源",
    Dimension.RISK: "风险等级",
    Dimension.MONTH: "月份",
}

STANDINGS: Final = {
    "merged": "已合并（由主案计次）",
    "false_report": "误报",
    "transferred_out": "已转出",
    "rejected": "不予受理",
}
"""Statuses that take a case out of every figure; how many they are is always told."""

PENDING: Final = "pending"
REASONS: Final = STANDINGS | {
    PENDING: "期限未到",
    "suspended": "中止中",
    "cancelled": "重办后取消的回访",
    "no_answer": "无有效评价",
    "no_limit": "没有期限",
}
"""Why a row is left out of a figure → words."""
