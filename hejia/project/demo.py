"""The demonstration: a district, its people and its cases, all made up and saying so."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from hejia.accounts import demo as people
from hejia.accounts.public import district_federation
from hejia.audit import public as audit
from hejia.cases.demo import copying, loading, walking
from hejia.cases.public import EVENTS
from hejia.insight import public as insight
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.ledger import demo as records
from hejia.performance import public as performance
from hejia.places import demo as ground
from hejia.project import cli

CASES: Final = 5000
PUBLISHED: Final = Path(__file__).resolve().parents[3] / "shared" / "seeds"
"""Published budgets and self-evaluations beside the repository; they are not part of it."""


def load(*, cases: int = CASES, say: Callable[[str], None]) -> None:
    """Load what is missing; cases go on where an earlier load broke off. None with `cases=0`.

    Raises Refused before anything is written where cases of the past would fall on sealed days.
    """
    now = timezone.now()
    walked = walking.Play(
        cases=min(cases, CASES),
        district=settings.DISTRICT,
        featured=people.COMMUNITY_CODE,
        now=now,
    )
    _refuse_sealed(walked, cases)
    with door(settings.DISTRICT):
        ground.load(say=say)
    with door(settings.DISTRICT):
        people.load(now=timezone.now(), say=say)
    with door(settings.DISTRICT):
        records.load(now=timezone.now(), community=people.COMMUNITY_CODE, say=say)
    with door(settings.DISTRICT):
        _performance(say)
    if cases == 0:
        return
    loading.load(walked, set_up=cli.set_up_django, say=_counting(say))
    if cases > CASES:
        _copy(cases - CASES, now, say)
    with door(settings.DISTRICT):
        _accounted(say)


def _refuse_sealed(walked: walking.Play, cases: int) -> None:
    with door(settings.DISTRICT):
        last = audit.sealed_until(EVENTS)
    if last is not None and (cases > CASES or (cases > 0 and walked.missing())):
        raise Refused(
            "sealed",
            f"本区的案件经过已封存到 {last:%Y-%m-%d}，再载入以往的演示案件会与封存不符，"
            "没有写入任何内容。请另设 HEJIA_HOME（或新的数据库）后再载入。",
        )


def _counting(say: Callable[[str], None]) -> Callable[[str], None]:
    """Say how far the load is, and have the figures follow: news of the past is not relayed."""

    def said(line: str) -> None:
        say(line)
        with door(settings.DISTRICT):
            insight.catch_up()

    return said


def _accounted(say: Callable[[str], None]) -> None:
    """The year of the made-up department, led on over the cases that are there now."""
    insight.catch_up()
    now = timezone.now()
    federation = district_federation()
    if federation is None:
        return
    for line in performance.lead_on_demonstration(
        agency_id=federation.id, year=timezone.localdate(now).year, now=now
    ):
        say(f"载入绩效演示：{line}")


def _performance(say: Callable[[str], None]) -> None:
    """Budgets and targets: a made-up year, and the published ones where their texts are at hand."""
    now = timezone.now()
    federation = district_federation()
    if federation is None:
        return
    loaded = performance.load_demonstration(
        agency_id=federation.id, folder=PUBLISHED, year=timezone.localdate(now).year, now=now
    )
    for line in loaded:
        say(f"载入绩效演示：{line}")


def _copy(cases: int, now: datetime, say: Callable[[str], None]) -> None:
    """The rest by the fast path, as the owner of the tables."""
    bulk = copying.Bulk(
        cases=cases,
        district=settings.DISTRICT,
        area_code=settings.DISTRICT[1:],
        now=now,
        owner=os.environ["DATABASE_OWNER_URL"],
        counted=copying.Counted("insight", insight.follow),
    )
    copying.load(bulk, set_up=cli.set_up_django, say=say)


def logins() -> list[str]:
    """The demonstration's logins for the terminal, by group."""
    lines = [f"演示登录（口令均为 {people.PASSWORD}，登录页也可一键进入）："]
    groups: dict[str, list[str]] = {}
    for one in people.featured_logins():
        groups.setdefault(one.group, []).append(f"{one.login}（{one.role}）")
    lines += [f"  {group}：{'、'.join(names)}" for group, names in groups.items()]
    return lines
