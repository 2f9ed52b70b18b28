"""The demonstration: a district, its people and its cases, all made up and saying so."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils import timezone

from hejia.accounts import demo as people
from hejia.cases.demo import loading, walking
from hejia.kernel.district import door
from hejia.places import demo as ground
from hejia.project import cli

CASES: Final = 5000


def load(*, cases: int = CASES, once: bool = False, say: Callable[[str], None]) -> None:  # noqa: ARG001 walking goes on where it broke off
    """Load what is missing. `once`: a district that has cases already gets no more of them."""
    with door(settings.DISTRICT):
        ground.load(say=say)
    with door(settings.DISTRICT):
        people.load(now=timezone.now(), say=say)
    play = walking.Play(
        cases=cases,
        district=settings.DISTRICT,
        featured=people.COMMUNITY_CODE,
        now=timezone.now(),
    )
    loading.load(play, set_up=cli.set_up_django, say=say)


def logins() -> list[str]:
    """The demonstration's logins for the terminal, by group."""
    lines = [f"演示登录（口令均为 {people.PASSWORD}，登录页也可一键进入）："]
    groups: dict[str, list[str]] = {}
    for one in people.featured_logins():
        groups.setdefault(one.group, []).append(f"{one.login}（{one.role}）")
    lines += [f"  {group}：{'、'.join(names)}" for group, names in groups.items()]
    return lines
