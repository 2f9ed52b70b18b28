"""Changing one's password, and being given a one-time code in its place."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password

from hejia.accounts import passwords
from hejia.accounts.commands.guarding import not_oneself
from hejia.accounts.commands.history import record_change
from hejia.accounts.models import Lockout, Person
from hejia.accounts.vocabulary import Subject
from hejia.kernel.errors import Missing, Refused

CODE_LASTS = timedelta(hours=24)


def change_password(*, person_id: int, old: str, new: str, again: str, now: datetime) -> Person:
    """Set a new password, knowing the old one. Raises Refused with a sentence per field."""
    person = Person.objects.select_for_update().get(pk=person_id)
    faults: dict[str, str] = {}
    if not check_password(old, person.password):
        faults["old"] = "原密码不正确。"
    elif check_password(new, person.password):
        faults["new"] = "新密码不能与原密码相同。"
    fault = passwords.fault_of(new, person.login)
    if fault:
        faults["new"] = fault
    if new != again:
        faults["again"] = "两次输入的新密码不一致。"
    if faults:
        raise Refused("password_refused", "密码没有修改。", faults)
    person.password = make_password(new)
    person.password_changed_at = now
    person.must_change = False
    person.code_until = None
    person.save(update_fields=["password", "password_changed_at", "must_change", "code_until"])
    _record(person, "本人修改密码", person, now)
    return person


def reset_password(*, person_id: int, actor: Person, now: datetime) -> str:
    """Replace the password by a one-time code, good for one login within 24 hours; the code.

    It is told once, here, and kept only as a hash; sessions of the person end.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Missing("该人员")
    not_oneself(actor, person, "重置自己的密码请用“修改密码”。")
    code = passwords.one_time_code(secrets.choice)
    person.password = make_password(code)
    person.must_change = True
    person.code_until = now + CODE_LASTS
    person.save(update_fields=["password", "must_change", "code_until"])
    Lockout.objects.filter(login=person.login).delete()
    _record(person, "重置密码（一次性密码）", actor, now)
    return code


def _record(person: Person, action: str, actor: Person, now: datetime) -> None:
    record_change(Subject.PERSON, str(person.pk), action, actor=actor, now=now, before={}, after={})
