"""Archives, assets and their stock-taking, and surveys of the two years."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from hejia.accounts.public import AgencyFacts
from hejia.ledger.demo.work import Work, months

_THINGS: Final = (
    ("通用设备", "台式电脑", 6200), ("通用设备", "多功能一体机", 3800),
    ("通用设备", "笔记本电脑", 7100), ("专用设备", "心理沙盘", 9800),
    ("家具用具", "调解室桌椅", 12600), ("家具用具", "档案柜", 2400),
    ("图书档案", "亲子阅读图书", 15000), ("无形资产", "办公软件授权", 8800),
)  # fmt: skip


def archives(district: AgencyFacts, today: date) -> Iterator[Work]:
    """Four classes a year, the paper turned into files."""
    for month in months(today)[6::12]:
        for place, name in enumerate(("文书档案", "会计档案", "业务档案", "声像档案")):
            volumes = 320 - 60 * place
            given = {
                "title": f"{month.year - 1}年度{name}归档", "starts_on": month, "class": name,
                "volumes": volumes, "digitised": volumes - 8 * place,
                "term": ("永久", "30年", "10年", "永久")[place],
            }  # fmt: skip
            yield Work("archive", district, month, given, "list")


def assets(district: AgencyFacts, today: date) -> Iterator[Work]:
    """Cards of what was bought, and the count of last year's end."""
    bought = months(today)
    for place in range(24):
        group, name, value = _THINGS[place % len(_THINGS)]
        on = bought[place]
        given = {
            "title": name, "starts_on": on, "card": f"演资{on:%Y}{place:03d}", "class": group,
            "quantity": 1 + place % 3, "value": value * (1 + place % 3),
            "state": "闲置" if place == 3 else "在用",
            "keeper": "综合科" if place % 2 else "权益科",
        }  # fmt: skip
        yield Work("asset", district, on, given, "invoice")
    closed = date(today.year - 1, 12, 20)
    for place, group in enumerate(("通用设备", "专用设备", "家具用具", "图书档案", "无形资产")):
        booked, value = 60 - 9 * place, 240000 - 40000 * place
        given = {
            "title": f"{closed.year}年末{group}清查", "starts_on": closed, "class": group,
            "booked": booked, "counted": booked - (1 if place == 2 else 0),
            "value": value, "in_use": value - (9800 if place == 1 else 0),
        }  # fmt: skip
        yield Work("asset_count", district, closed, given, "list")


def surveys(district: AgencyFacts, today: date) -> Iterator[Work]:
    """One a quarter; the latest waits for its second reader."""
    quarters = months(today)[2::3]
    for place, month in enumerate(quarters):
        on = min(month + timedelta(days=11), today)
        returned = 186 + 4 * place
        valid = returned - 3
        given = {
            "title": f"{on:%Y}年第{(on.month + 2) // 3}季度服务对象满意度调查",
            "starts_on": on, "subject": "活动参与者和来访群众", "scale": "五级", "issued": 220,
            "returned": returned, "valid": valid, "very_satisfied": valid - 41,
            "satisfied": 35 + place % 3,
        }  # fmt: skip
        until = "submitted" if place == len(quarters) - 1 else "approved"
        yield Work("survey", district, on, given, "questionnaire", until)
