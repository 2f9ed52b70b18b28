"""People as the back office lists and shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from hejia.accounts.commands.people import masked
from hejia.accounts.models import Lockout, Person, Post
from hejia.accounts.queries.choices import below
from hejia.accounts.queries.reference import agencies, roles
from hejia.accounts.vocabulary import PersonKind, PersonStatus
from hejia.kernel.errors import Missing
from hejia.places.public import area

PAGE = 50


@dataclass(frozen=True, slots=True)
class PostRow:
    id: int
    agency_id: int
    agency: str
    role: str
    area: str
    since: datetime
    until: datetime | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: int
    login: str
    name: str
    phone: str
    kind: str
    status: str
    status_label: str
    last_login: datetime | None
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person in full: the row, all posts past and present, and the state of the login."""

    row: PersonRow
    version: int
    created_at: datetime
    must_change: bool
    code_until: datetime | None
    locked_until: datetime | None
    former: tuple[PostRow, ...]


def people(
    *,
    now: datetime,
    q: str = "",
    agency: int | None = None,
    role: int | None = None,
    status: str = "",
    after: str = "",
) -> tuple[list[PersonRow], str]:
    """A page of people by login, and the cursor of the next page ("" at the end); 2 statements."""
    found = Person.objects.order_by("login")
    if q:
        found = found.filter(Q(login__icontains=q) | Q(name__icontains=q))
    if status:
        found = found.filter(status=status)
    if agency is not None or role is not None:
        posts = _in_force(now)
        posts = posts.filter(agency_id__in=below(agency)) if agency is not None else posts
        posts = posts.filter(role_id=role) if role is not None else posts
        found = found.filter(pk__in=posts.values("person_id"))
    if after:
        found = found.filter(login__gt=after)
    page = list(found[: PAGE + 1])
    held: dict[int, list[PostRow]] = {}
    for post in _in_force(now).filter(person_id__in=[one.pk for one in page[:PAGE]]):
        held.setdefault(post.person_id, []).append(_post_row(post, now))
    rows = [_row(one, tuple(held.get(one.pk, ()))) for one in page[:PAGE]]
    return rows, rows[-1].login if len(page) > PAGE else ""


def person_page(person_id: int, *, now: datetime) -> PersonPage:
    """One person with posts. Raises Missing; 3 statements."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Missing("该人员")
    posts = [_post_row(post, now) for post in Post.objects.filter(person=person).order_by("-id")]
    lock = Lockout.objects.filter(login=person.login, until__gt=now).first()
    return PersonPage(
        _row(person, tuple(post for post in posts if post.in_force)),
        person.version,
        person.created_at,
        person.must_change,
        person.code_until,
        lock.until if lock else None,
        tuple(post for post in posts if not post.in_force),
    )


def phone_of(person_id: int) -> str:
    """The phone number in clear, for the form that corrects it."""
    return str(Person.objects.values_list("phone", flat=True).get(pk=person_id))


def _in_force(now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(Q(until=None) | Q(until__gt=now), since__lte=now).order_by("id")


def _post_row(post: Post, now: datetime) -> PostRow:
    return PostRow(
        post.pk,
        post.agency_id,
        agencies()[post.agency_id].name,
        roles()[post.role_id].name,
        area(post.area_id).name if post.area_id else "",
        post.since,
        post.until,
        post.since <= now and (post.until is None or post.until > now),
    )


def _row(person: Person, posts: tuple[PostRow, ...]) -> PersonRow:
    return PersonRow(
        person.pk,
        person.login,
        person.name,
        masked(str(person.phone)),
        str(PersonKind(person.kind).label),
        person.status,
        str(PersonStatus(person.status).label),
        person.last_login,
        posts,
    )
