"""What was done in two years: rows as the forms of their kinds take them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from hejia.accounts.public import AgencyFacts
from hejia.kernel.calendar import Calendar
from hejia.ledger.checking import due_on
from hejia.ledger.definitions import kind

MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Work:
    """One record: of which agency, what it states, which evidence, and how far it came.

    `until` is the last step: draft, submitted, returned or approved.
    """

    kind: str
    agency: AgencyFacts
    on: date
    given: Mapping[str, Any]
    evidence: str = ""
    until: str = "approved"


def months(today: date) -> list[date]:
    """The first days of the last 24 months, the earliest first; this month is the last."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _day(month: date, day: int) -> date:
    """A weekday of the month; what has not come yet is left out in the end."""
    found = month.replace(day=day)
    return found - timedelta(days=max(0, found.weekday() - 4))


_THEMES: Final = (
    ("维权普法", "反家庭暴力普法进社区", "社区普法广场"),
    ("家庭家教家风", "好家风分享会", "家风家训馆"),
    ("关爱帮扶", "困难妇女儿童走访慰问", "各社区入户"),
    ("儿童关爱", "儿童议事会", "社区儿童之家"),
    ("妇女发展", "巾帼创业沙龙", "妇女之家"),
    ("节日活动", "节日主题活动", "文化广场"),
)


def activities(
    district: AgencyFacts, streets: list[AgencyFacts], communities: list[AgencyFacts], today: date
) -> Iterator[Work]:
    """Two a month of the district, one a quarter of each street and some communities."""
    for place, month in enumerate(months(today)):
        yield _activity(district, place, month, 8, 120, today)
        yield _activity(district, place + 1, month, 22, 90, today)
        for turn, street in enumerate(streets):
            if (place + turn) % 3 == 0:
                yield _activity(street, place + turn, month, 5 + turn, 60, today)
        for turn, community in enumerate(communities):
            if (place + turn) % 3 == 0:
                yield _activity(community, place + turn, month, 10 + turn, 35, today)


def _activity(
    agency: AgencyFacts, turn: int, month: date, day: int, people: int, today: date
) -> Work:
    theme, name, place = _THEMES[turn % len(_THEMES)]
    on = _day(month, day)
    given = {
        "title": f"{month.month}月{name}", "starts_on": on, "theme": theme, "place": place,
        "sessions": 1 + turn % 3, "person_times": people + 7 * (turn % 9),
        "money": 1500 + 400 * (turn % 6), "summary": "演示数据，虚构。",
    }  # fmt: skip
    recent = (today - on).days
    until = "submitted" if recent < 12 else "returned" if 12 <= recent < 16 else "approved"
    return Work("activity", agency, on, given, "photo", until)


_COURSES: Final = (
    ("妇联干部", "基层妇联干部培训", 60),
    ("执委", "执委履职能力培训", 45),
    ("调解员", "婚姻家庭纠纷调解员培训", 50),
    ("心理服务队伍", "心理疏导实务培训", 30),
    ("志愿者", "巾帼志愿者培训", 70),
)


def trainings(district: AgencyFacts, streets: list[AgencyFacts], today: date) -> Iterator[Work]:
    """One a month of the district, one a half-year of each street."""
    for place, month in enumerate(months(today)):
        hosts = [district, *(s for turn, s in enumerate(streets) if (place + turn) % 6 == 0)]
        for turn, host in enumerate(hosts):
            audience, name, people = _COURSES[(place + turn) % len(_COURSES)]
            on = _day(month, 14)
            given = {
                "title": f"{month:%Y}年{month.month}月{name}", "starts_on": on,
                "audience": audience, "hours": 6, "teacher": "某讲师（演示）",
                "person_times": people, "passed": people - 2, "money": 4000,
            }  # fmt: skip
            yield Work("training", host, on, given, "sign_in")


def publicity(district: AgencyFacts, today: date) -> Iterator[Work]:
    """Pushes and a radio column every month, a full page every half-year, a film a year."""
    for place, month in enumerate(months(today)):
        on, word = _day(month, 25), f"{month:%Y}年{month.month}月"
        rows = [
            ("公众号推送", f"公众号{word}推送", "区妇联公众号（演示）", 38 + place % 9, 0),
            ("电台电视栏目", f"电台栏目{word}", "某电台（演示）", 3 + place % 2, 6000),
        ]
        rows += [("报刊专版", f"{word}专版", "某报（演示）", 1, 20000)] if place % 6 == 3 else []
        rows += [("短视频", f"{word}宣传短片", "某视频平台", 2, 15000)] if place % 8 == 5 else []
        for form, title, medium, pieces, money in rows:
            given = {
                "title": title, "starts_on": on, "form": form, "medium": medium,
                "pieces": pieces, "money": money,
            }  # fmt: skip
            yield Work("publicity", district, on, given, "publication")


_AWARDS: Final = (
    ("巾帼文明岗", "区级", 42, 38), ("最美家庭", "区级", 120, 60), ("三八红旗手", "区级", 40, 20),
    ("文明家庭", "区级", 66, 30), ("巾帼文明岗", "市级", 18, 14), ("三八红旗集体", "市级", 9, 5),
)  # fmt: skip


def selections(district: AgencyFacts, today: date) -> Iterator[Work]:
    """Six awards over the two years; the last one is still under review."""
    for place, (award, level, nominated, chosen) in enumerate(_AWARDS):
        month = months(today)[4 * place + 3]
        on = _day(month, 6)
        given = {
            "title": f"{month:%Y}年{level}{award}评选", "starts_on": on, "award": award,
            "level": level, "nominated": nominated, "money": 3000,
        }  # fmt: skip
        last = place == len(_AWARDS) - 1
        more = {} if last else {"chosen": chosen, "ends_on": min(on + timedelta(days=75), today)}
        until = "staged" if last else "approved"
        yield Work("selection", district, on, given | more, "list", until)


def reviews(district: AgencyFacts, calendar: Calendar, today: date) -> Iterator[Work]:
    """One contract a month, reviewed in time but for two; one waits with its limit near."""
    what = kind("contract_review")
    for place, month in enumerate(months(today)[:-1]):
        received = _day(month, 9)
        late = place in (5, 16)
        done = due_on(what, received, calendar) + timedelta(days=2 if late else 0)
        given = {
            "title": f"{_SERVICES[place % len(_SERVICES)]}合同", "starts_on": received,
            "done_on": done, "amount": 12000 + 3500 * place,
            "outcome": "修改后同意" if place % 4 == 1 else "同意", **_REVIEW,
        }  # fmt: skip
        yield Work("contract_review", district, received, given, "approval")
    near = today
    while due_on(what, near - timedelta(days=1), calendar) > today:
        near -= timedelta(days=1)
    given = {
        "title": "家庭教育指导服务采购合同", "starts_on": near,
        "amount": 86000, **_REVIEW,
    }  # fmt: skip
    yield Work("contract_review", district, near, given, until="draft")


_REVIEW: Final = {"party": "某服务机构（演示）", "reviewer": "法律顾问（演示）"}
_SERVICES: Final = (
    "心理辅导服务", "法律咨询服务", "家庭教育讲座", "志愿服务保险", "活动物资采购", "宣传品印制",
)  # fmt: skip


def purchases(district: AgencyFacts, today: date) -> Iterator[Work]:
    """A purchase a month and, every second one, its contract."""
    for place, month in enumerate(months(today)):
        on = _day(month, 17)
        budget = 20000 + 2600 * place
        price = budget - 300 - 45 * place
        title = _SERVICES[place % len(_SERVICES)]
        given = {
            "title": f"{month:%Y}年{month.month}月{title}", "starts_on": on,
            "class": "货物" if place % 3 == 1 else "服务", "method": "自行采购",
            "supplier": f"某供应商{place % 5 + 1}（演示）", "budget": budget, "price": price,
            "supplier_size": "微型" if place % 2 else "小型", "money": price,
        }  # fmt: skip
        yield Work("purchase", district, on, given, "invoice")
        if place % 2:
            yield Work("contract", district, on, _contract(place, title, on, price), "contract")


def _contract(place: int, title: str, on: date, price: int) -> dict[str, Any]:
    return {
        "title": f"{title}合同", "starts_on": on, "ends_on": on + timedelta(days=180),
        "number": f"演合{on:%Y}-{place:02d}", "party": f"某供应商{place % 5 + 1}（演示）",
        "amount": price, "state": "履行中" if place > 18 else "已完成",
        "money": price if place <= 18 else price // 2,
    }  # fmt: skip
