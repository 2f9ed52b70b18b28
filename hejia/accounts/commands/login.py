"""Coming in by password, and going out."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from hejia.accounts.lockout import FAILURES, Tally, after_failure, locked_until
from hejia.accounts.models import Lockout, Person
from hejia.accounts.vocabulary import PersonKind
from hejia.audit import public as audit

WRONG = "登录名或密码不正确。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either the person who may come in, or the sentence that says why nobody does."""

    person: Person | None
    sentence: str = ""


def log_in(login: str, password: str, *, now: datetime) -> Outcome:
    """Check a password and count mistakes.

    Never raises: the count of mistakes must be kept, so a failure is an answer and not a refusal.
    Unknown logins are counted, hashed and locked like known ones: nobody learns which exist.
    """
    login = login.strip().lower()[:40]
    row = _lock(login, now)
    until = locked_until(Tally(row.failures, row.last_at, row.until), now)
    if until is not None:
        _note("accounts.login_refused", None, login, now)
        return Outcome(None, _rests(until))
    person = Person.objects.filter(login=login, kind=PersonKind.HUMAN).first()
    if not _matches(person, password, now) or person is None:
        return _failed(row, person, now)
    Lockout.objects.filter(login=login).delete()
    _note("accounts.login", person, login, now)
    Person.objects.filter(pk=person.pk).update(last_login=now, acting_post_id=None)
    return Outcome(person)


def log_out(person: Person, *, now: datetime) -> None:
    """Note that somebody left."""
    _note("accounts.logout", person, person.login, now)


def enter_demonstration(login: str, *, now: datetime) -> Outcome:
    """Let somebody in without a password. The caller makes sure that this is a demonstration."""
    person = Person.objects.filter(login=login, kind=PersonKind.HUMAN).first()
    if person is None or not person.is_active:
        return Outcome(None, "这个演示账号不可用，请换一个。")
    _note("accounts.login_demonstration", person, login, now)
    Person.objects.filter(pk=person.pk).update(last_login=now, acting_post_id=None)
    return Outcome(person)


def _lock(login: str, now: datetime) -> Lockout:
    # Attempts at one login wait for each other here, so that none goes uncounted.
    Lockout.objects.bulk_create([Lockout(login=login, last_at=now)], ignore_conflicts=True)
    return Lockout.objects.select_for_update().get(login=login)


def _matches(person: Person | None, password: str, now: datetime) -> bool:
    if person is None:
        make_password(password)  # takes as long as a check would
        return False
    fits = check_password(password, person.password)
    in_time = person.code_until is None or now < person.code_until
    return fits and in_time and person.is_active


def _failed(row: Lockout, person: Person | None, now: datetime) -> Outcome:
    tally = after_failure(
        Tally(row.failures, row.last_at if row.failures else None, row.until), now
    )
    row.failures, row.last_at, row.until = tally.failures, now, tally.until
    row.save(update_fields=["failures", "last_at", "until"])
    _note("accounts.login_failed", person, row.login, now, failures=tally.failures)
    if tally.until is not None:
        return Outcome(None, _rests(tally.until))
    return Outcome(None, f"{WRONG}再错 {FAILURES - tally.failures} 次将锁定 15 分钟。")


def _rests(until: datetime) -> str:
    clock = timezone.localtime(until).strftime("%H:%M:%S")
    return f"连续输错 {FAILURES} 次，该登录名已锁定，请在 {clock} 之后再试，或请系统管理员解锁。"


def _note(action: str, person: Person | None, login: str, now: datetime, **facts: int) -> None:
    audit.record(
        action,
        person=person.pk if person else None,
        now=now,
        subject=f"login:{login}",
        facts=facts,
    )
