"""The demonstration: a district, its people and its cases, all made up and saying so."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from hejia.accounts import demo as people
from hejia.accounts.public import district_federation
from hejia.cases.demo import loading, walking
from hejia.kernel.district import door
from hejia.performance import public as performance
from hejia.places import demo as ground
from hejia.project import cli

CASES: Final = 5000
PUBLISHED: Final = Path(__file__).resolve().parents[3] / "shared" / "seeds"
"""Published budgets and self-evaluations beside the repository; they are not part of it."""


def load(*, cases: int = CASES, once: bool = False, say: Callable[[str], None]) -> None:  # noqa: ARG001 walking goes on where it broke off
    """Load what is missing. `once`: a district that has cases already gets no more of them."""
    with door(settings.DISTRICT):
        ground.load(say=say)
    with door(settings.DISTRICT):
        people.load(now=timezone.now(), say=say)
    with door(settings.DISTRICT):
        _performance(say)
    play = walking.Play(
        cases=cases,
        district=settings.DISTRICT,
        featured=people.COMMUNITY_CODE,
        now=timezone.now(),
    )
    loading.load(play, set_up=cli.set_up_django, say=say)


def _performance(say: Callable[[str], None]) -> None:
    """Budgets and targets: a made-up year, and the published ones where their texts are at hand."""
    now = timezone.now()
    federation = district_federation()
    if federation is None:
        return
    loaded = performance.load_demonstration(
        agency_id=federation.id, folder=PUBLISHED, year=now.year, now=now
    )
    for line in loaded:
        say(f"载入绩效演示：{line}")


def logins() -> list[str]:
    """The demonstration's logins for the terminal, by group."""
    lines = [f"演示登录（口令均为 {people.PASSWORD}，登录页也可一键进入）："]
    groups: dict[str, list[str]] = {}
    for one in people.featured_logins():
        groups.setdefault(one.group, []).append(f"{one.login}（{one.role}）")
    lines += [f"  {group}：{'、'.join(names)}" for group, names in groups.items()]
    return lines
