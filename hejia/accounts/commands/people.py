"""Accounts of people: made, corrected, locked, unlocked, closed."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from hejia.accounts import passwords
from hejia.accounts.commands.guarding import not_oneself, unchanged_since
from hejia.accounts.commands.history import record_change
from hejia.accounts.commands.passwords import CODE_LASTS
from hejia.accounts.models import Lockout, Person, Token
from hejia.accounts.vocabulary import PersonKind, PersonStatus, Subject
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_record: Final = partial(record_change, Subject.PERSON)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the back office states about a person."""

    login: str
    name: str
    phone: str = ""
    kind: str = PersonKind.HUMAN.value


def create_person(facts: PersonFacts, *, actor: Person, now: datetime) -> tuple[Person, str]:
    """Make an account; returns it with the one-time code for the first login ("" for a system)."""
    facts = _checked(facts)
    if Person.objects.filter(login=facts.login).exists():
        raise Refused("login_taken", fields={"login": "这个登录名已有人使用，请换一个。"})
    human = facts.kind == PersonKind.HUMAN
    code = passwords.one_time_code(secrets.choice) if human else ""
    person = Person.objects.create(
        login=facts.login,
        name=facts.name,
        phone=facts.phone,
        kind=facts.kind,
        password=make_password(code or None),
        must_change=human,
        code_until=now + CODE_LASTS if human else None,
        created_at=now,
    )
    _record(str(person.pk), "新建", actor=actor, now=now, before={}, after=described(person))
    return person, code


def edit_person(
    person_id: int, facts: PersonFacts, *, seen: int, actor: Person, now: datetime
) -> None:
    """Correct name or phone; login and kind stay as they were made."""
    person = locked(person_id)
    unchanged_since(person.version, seen, f"“{person.name}”的资料")
    before, phone_before = described(person), str(person.phone)
    facts = _checked(PersonFacts(person.login, facts.name, facts.phone, person.kind))
    person.name, person.phone = facts.name, facts.phone
    person.version += 1
    person.save(update_fields=["name", "phone", "version"])
    after = described(person)
    if phone_before != facts.phone and before["手机号"] == after["手机号"]:
        after["手机号"] = f"{after['手机号']}（已更换）"
    _record(str(person.pk), "修改资料", actor=actor, now=now, before=before, after=after)


def set_status(
    person_id: int, status: PersonStatus, *, reason: str, actor: Person, now: datetime
) -> None:
    """Lock, unlock or close an account. Its sessions and, when closed, its tokens end."""
    person = locked(person_id)
    not_oneself(actor, person, "不能锁定或停用自己的账号，请由另一位管理员操作。")
    if not reason.strip():
        raise Refused("incomplete", fields={"reason": "请填写原因。"})
    before = described(person)
    person.status = status
    person.version += 1
    person.save(update_fields=["status", "version"])
    if status == PersonStatus.ACTIVE:
        Lockout.objects.filter(login=person.login).delete()
    if status == PersonStatus.LEFT:
        Token.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    reference.changed()
    after = described(person) | {"原因": reason.strip()[:200]}
    _record(str(person.pk), _DONE[status], actor=actor, now=now, before=before, after=after)


_DONE = {
    PersonStatus.ACTIVE: "解锁、启用",
    PersonStatus.LOCKED: "锁定",
    PersonStatus.LEFT: "停用",
}


def locked(person_id: int) -> Person:
    """The person, locked until the transaction ends. Raises Missing."""
    found = Person.objects.select_for_update().filter(pk=person_id).first()
    if found is None:
        raise Missing("该人员")
    return found


def described(person: Person) -> dict[str, Any]:
    """A person as history shows it; the phone masked."""
    return {
        "登录名": person.login,
        "姓名": person.name,
        "手机号": masked(str(person.phone)),
        "类型": str(PersonKind(person.kind).label),
        "状态": str(PersonStatus(person.status).label),
    }


def masked(phone: str) -> str:
    """A phone number with its middle hidden: 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else ""


def _checked(facts: PersonFacts) -> PersonFacts:
    login, name, phone = facts.login.strip().lower(), facts.name.strip(), facts.phone.strip()
    faults: dict[str, str] = {}
    if not _LOGIN.fullmatch(login):
        faults["login"] = "登录名为 3–40 位小写字母、数字、点、横线，以字母开头。"
    if not 1 <= len(name) <= 30:
        faults["name"] = "请填写姓名，最多 30 个字。"
    if phone and not _PHONE.fullmatch(phone):
        faults["phone"] = "手机号应为 11 位数字，固定电话应带区号。"
    if facts.kind not in PersonKind.values:
        faults["kind"] = "请选择类型。"
    if faults:
        raise Refused("incomplete", fields=faults)
    return PersonFacts(login, name, phone, facts.kind)
