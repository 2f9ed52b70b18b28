"""Words of the budget and of performance: stored code → what a person reads."""

from __future__ import annotations

from typing import Final

#: Where the money comes from; order is the order of the income table.
FUND_SOURCES: Final = {
    "general": "一般公共预算拨款",
    "fund": "政府性基金预算拨款",
    "capital": "国有资本经营预算拨款",
    "special_account": "财政专户管理资金",
    "business": "事业收入",
    "operating": "事业单位经营收入",
    "superior": "上级补助收入",
    "subordinate": "附属单位上缴收入",
    "other": "其他收入",
    "carried": "上年结余、结转",
}
FISCAL_SOURCES: Final = ("general", "fund", "capital")

KINDS: Final = {
    "personnel": "人员支出",
    "operating": "公用支出",
    "household": "对个人和家庭的补助支出",
    "project": "项目支出",
}
BASIC_KINDS: Final = ("personnel", "operating", "household")

STAGES: Final = {"initial": "年初预算", "adjusted": "调整预算", "final": "决算"}

PROCUREMENT: Final = {"": "不采购", "goods": "货物", "works": "工程", "services": "服务"}
ENTERPRISE: Final = {"": "不限", "medium": "中小企业", "small": "小型、微型企业"}
THREE_PUBLIC: Final = {
    "": "不属于",
    "abroad": "因公出国（境）费",
    "reception": "公务接待费",
    "car_purchase": "公务用车购置费",
    "car_running": "公务用车运行维护费",
}

LEVELS: Final = {
    "产出": ("数量", "质量", "时效", "成本"),
    "效益": ("经济效益", "社会效益", "生态效益", "可持续影响"),
    "满意度": ("服务对象满意度", "其他满意度"),
}
COMPARATORS: Final = ("≥", "≤", "=", ">", "<", "区间", "定性")

LIGHTS: Final = {"green": "正常", "yellow": "偏慢", "red": "严重偏离"}
