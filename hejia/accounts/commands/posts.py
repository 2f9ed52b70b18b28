"""Giving a post and ending it."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db.models import Q

from hejia.accounts.commands.guarding import not_oneself
from hejia.accounts.commands.history import record_change
from hejia.accounts.commands.people import locked
from hejia.accounts.models import Person, Post
from hejia.accounts.queries.reference import AgencyFacts, agencies, roles
from hejia.accounts.separation import fault_of_roles
from hejia.accounts.sight import Held, RoleFacts, lanes_of
from hejia.accounts.vocabulary import PersonStatus, Scope, Subject
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.places.public import ancestry, area

_TERRITORIAL = (Scope.DISTRICT, Scope.STREET, Scope.COMMUNITY, Scope.GRID)
_record: Final = partial(record_change, Subject.PERSON)


def give_post(
    person_id: int,
    *,
    agency_id: int,
    role_id: int,
    area_id: int | None,
    actor: Person | None,
    now: datetime,
) -> Post:
    """Appoint somebody, from now on. Raises Refused where the post would reach nowhere or too far,

    where it is held already, or where three administrators would become fewer than three people.
    """
    person = locked(person_id)
    not_oneself(actor, person, "不能给自己授予岗位，请由另一位系统管理员操作。")
    agency, role = agencies().get(agency_id), roles().get(role_id)
    if agency is None or role is None or not agency.valid:
        raise Refused("incomplete", fields={"agency": "请选择在用的机构和角色。"})
    if person.status == PersonStatus.LEFT:
        raise Refused("person_left", "该账号已停用，请先启用再授予岗位。")
    in_force = Post.objects.filter(Q(until=None) | Q(until__gt=now), person=person)
    held = list(in_force.values_list("agency_id", "role_id", "area_id"))
    if (agency_id, role_id, area_id) in held:
        raise Refused("post_held", "该人员已有这个岗位，不必重复授予。")
    fault = fault_of_roles((roles()[other] for _, other, _ in held), role)
    if fault:
        raise Refused("separation", fault)
    _within(agency, role, area_id)
    post = Post.objects.create(
        person=person, agency_id=agency_id, role_id=role_id, area_id=area_id, since=now
    )
    reference.changed()
    given = {"岗位": _title(agency, role, area_id)}
    _record(str(person_id), "授予岗位", actor=actor, now=now, before={}, after=given)
    return post


def end_post(post_id: int, *, person_id: int, actor: Person | None, now: datetime) -> None:
    """End a person's post now. Raises Missing, or Refused where it ended before."""
    post = Post.objects.select_for_update().filter(pk=post_id, person=person_id).first()
    if post is None:
        raise Missing("该岗位")
    person = locked(post.person_id)
    not_oneself(actor, person, "不能撤销自己的岗位，请由另一位系统管理员操作。")
    if post.until is not None and post.until <= now:
        raise Refused("post_ended", "这个岗位已经结束。")
    post.until = max(now, post.since)
    post.save(update_fields=["until"])
    title = _title(agencies()[post.agency_id], roles()[post.role_id], post.area_id)
    reference.changed()
    _record(str(person_id), "撤销岗位", actor=actor, now=now, before={"岗位": title}, after={})


def choose_post(person: Person, post_id: int | None) -> None:
    """Act through one post only, or (None) through all. Raises Missing for another's post."""
    held = {post.post_id for post in person.sight.every_post}
    if post_id is not None and post_id not in held:
        raise Missing("该岗位")
    Person.objects.filter(pk=person.pk).update(acting_post_id=post_id)


def _within(agency: AgencyFacts, role: RoleFacts, area_id: int | None) -> None:
    """Refuse a territory outside the agency's, and a role that would open nothing there."""
    if area_id is not None and agency.area_id not in {above.id for above in ancestry(area_id)}:
        raise Refused(
            "area_outside", fields={"area": f"所选区域不在“{agency.name}”的辖区内，请重新选择。"}
        )
    if role.scope not in _TERRITORIAL:
        return
    held = Held(0, role.id, agency.id, agency.name, area_id or agency.area_id)
    lanes = lanes_of(held, role.scope, 0, lambda key: area(key).level_name)
    if not any(kind in _TERRITORIAL for kind, _ in lanes):
        label = Scope(role.scope).label
        raise Refused(
            "area_too_wide",
            fields={
                "area": f"角色“{role.name}”的数据范围是“{label}”，"
                f"而“{agency.name}”的辖区更大，请指定区域。"
            },
        )


def _title(agency: AgencyFacts, role: RoleFacts, area_id: int | None) -> str:
    place = f"（{area(area_id).name}）" if area_id else ""
    return f"{agency.name} · {role.name}{place}"
