"""The modules of the PC pages, as a person's permissions open them."""

from dataclasses import dataclass, replace
from typing import Final, Protocol


class Person(Protocol):
    def may(self, permission: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    icon: str
    url: str
    permissions: tuple[str, ...] = ()
    active: bool = False
    also: tuple[str, ...] = ()
    """Further addresses that lie under it."""


MODULES: Final = (
    Entry("工作台", "home", "/"),
    Entry("案件上报", "edit", "/cases/report/", ("cases.report",)),
    Entry("受理分拨", "arrows-split", "/cases/dispatch/", ("cases.dispatch",)),
    Entry("案件办理", "briefcase", "/cases/", ("cases.view",)),
    Entry("办结审核", "checklist", "/cases/review/", ("cases.close_approve",)),
    Entry("回访管理", "phone-call", "/cases/visits/", ("cases.visit",)),
    Entry("综合查询", "search", "/cases/search/", ("cases.search",), also=("/cases/exports/",)),
    Entry("批量导入", "file-import", "/cases/imports/", ("cases.import",)),
    Entry("工作台账", "clipboard-list", "/ledger/", ("ledger.view",)),
    Entry("绩效", "report-analytics", "/performance/", ("performance.view",)),
    Entry("体检", "stethoscope", "/performance/checks/", ("performance.view",)),
    Entry("统计分析", "chart-bar", "/insight/", ("insight.view",)),
    Entry(
        "后台管理",
        "settings",
        "/backoffice/",
        (
            "accounts.manage",
            "roles.manage",
            "codes.manage",
            "rules.manage",
            "limits.manage",
            "calendar.manage",
            "places.manage",
            "audit.view",
        ),
        also=("/places/", "/cases/limits/", "/cases/routes/"),
    ),
)


def menu_for(person: Person, path: str) -> list[Entry]:
    """The entries this person may open, with the one that `path` lies under marked active."""
    shown = [e for e in MODULES if not e.permissions or any(map(person.may, e.permissions))]
    under = [(url, e.url) for e in shown for url in (e.url, *e.also) if _lies_under(path, url)]
    _, here = max(under, key=lambda one: len(one[0]), default=("", ""))
    return [replace(e, active=e.url == here) for e in shown]


def _lies_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
