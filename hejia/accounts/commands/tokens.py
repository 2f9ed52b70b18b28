"""Bearer tokens: issued once, known by hash only."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from hejia.accounts import permissions
from hejia.accounts.commands.history import record_change
from hejia.accounts.models import Person, Token
from hejia.accounts.queries.loading import person_by_token
from hejia.accounts.vocabulary import PersonStatus, Subject
from hejia.kernel.errors import Missing, Refused

_MARK = "hj_"
LASTS = timedelta(days=90)
LONGEST = timedelta(days=366)


def issue_token(
    login: str,
    *,
    now: datetime,
    name: str = "命令行",
    lasts: timedelta = LASTS,
    scopes: Sequence[str] = (),
    actor: Person | None = None,
) -> str:
    """Make a token for the person with this login and return its text, told only here.

    It acts for what the holder may do, narrowed to `scopes` if any are named. Raises Missing for
    an unknown login, Refused for one that is not active or a life longer than a year.
    """
    person = Person.objects.filter(login=login.strip().lower()).first()
    if person is None:
        raise Missing(f"登录名“{login}”")
    _check(person, name, lasts, scopes)
    raw = _MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        name=name.strip(),
        digest=digest_of(raw),
        scopes=list(scopes),
        issued_at=now,
        expires_at=now + lasts,
    )
    after = {
        "用途": token.name,
        "持有人": person.name,
        "有效至": token.expires_at.isoformat(timespec="minutes"),
        "限定权限": list(scopes),
    }
    record_change(
        Subject.TOKEN, str(token.pk), "签发", actor=actor, now=now, before={}, after=after
    )
    return raw


def revoke_token(token_id: int, *, actor: Person, now: datetime) -> None:
    """End a token at once. Raises Missing where there is none in force."""
    token = Token.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
    if token is None:
        raise Missing("该令牌")
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record_change(
        Subject.TOKEN,
        str(token.pk),
        "吊销",
        actor=actor,
        now=now,
        before={"状态": "有效"},
        after={"状态": "已吊销"},
    )


def authenticate_token(raw: str, now: datetime) -> Person | None:
    """The active person this token acts for, with posts and sight; one statement. Else None."""
    return person_by_token(digest_of(raw), now) if raw.startswith(_MARK) else None


def digest_of(raw: str) -> bytes:
    """What is kept of a token. It has 256 bits of chance, so a plain hash tells nothing."""
    return hashlib.sha256(raw.encode()).digest()


def _check(person: Person, name: str, lasts: timedelta, scopes: Sequence[str]) -> None:
    faults: dict[str, str] = {}
    if person.status != PersonStatus.ACTIVE:
        faults["login"] = f"“{person.name}”的账号不是正常状态，不能签发令牌。"
    if not 1 <= len(name.strip()) <= 60:
        faults["name"] = "请写明用途，最多 60 个字。"
    if not timedelta() < lasts <= LONGEST:
        faults["days"] = "有效期为 1 天至 1 年。"
    if permissions.unknown(scopes):
        faults["scopes"] = f"没有这些权限：{'、'.join(permissions.unknown(scopes))}。"
    if faults:
        raise Refused("incomplete", fields=faults)
