"""Loading a person with the posts held: one statement, whatever their number."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from hejia.accounts.models import Person
from hejia.accounts.queries.reference import roles
from hejia.accounts.sight import Held, PostSight, Sight, lanes_of, sight_of_posts
from hejia.kernel import reference, rows
from hejia.places.public import area

_POSTS = """
    SELECT json_agg(json_build_array(
               post.id, post.role_id, agency.id, agency.name,
               coalesce(post.area_id, agency.area_id)) ORDER BY post.id)
      FROM accounts_post post JOIN accounts_agency agency ON agency.id = post.agency_id
     WHERE post.person_id = person.id AND agency.valid
       AND post.since <= %(now)s AND (post.until IS NULL OR post.until > %(now)s)
"""

_PERSON: Final = rows.columns(Person, "person")

# No part of these texts comes from outside; values are parameters.
_BY_KEY = f"""
    SELECT {_PERSON}, ({_POSTS}) FROM accounts_person person WHERE person.id = %(id)s
"""  # noqa: S608

# The note of use is written at most once a minute, in the statement that reads.
_BY_TOKEN = f"""
    WITH used AS (
        UPDATE accounts_token SET last_used_at = %(now)s
         WHERE digest = %(digest)s AND revoked_at IS NULL AND expires_at > %(now)s
           AND (last_used_at IS NULL OR last_used_at < %(now)s - interval '1 minute')
    )
    SELECT {_PERSON}, ({_POSTS}), token.scopes
      FROM accounts_token token JOIN accounts_person person ON person.id = token.person_id
     WHERE token.digest = %(digest)s AND token.revoked_at IS NULL AND token.expires_at > %(now)s
       AND person.status = 'active'
"""  # noqa: S608


def person_by_key(person_id: int, now: datetime) -> Person | None:
    """The person with posts and sight, active or not; None where there is none."""
    found = rows.one(Person, _BY_KEY, {"id": person_id, "now": now})
    if found is None:
        return None
    person, (posts,) = found
    person.sight = _sight(person.pk, _held(posts), person.acting_post_id, None)
    return person


def person_by_token(digest: bytes, now: datetime) -> Person | None:
    """The active person whose token in force has this digest, seeing no more than it permits.

    The post chosen on the pages does not bind a program: a token acts for all posts.
    """
    found = rows.one(Person, _BY_TOKEN, {"digest": digest, "now": now})
    if found is None:
        return None
    person, (posts, scopes) = found
    narrowed = frozenset(scopes) if scopes else None
    person.sight = _sight(person.pk, _held(posts), None, narrowed)
    return person


def _held(posts: Iterable[Iterable[Any]] | None) -> tuple[Held, ...]:
    return tuple(Held(*post) for post in posts or ())


@reference.kept
def _sight(
    person_id: int, held: tuple[Held, ...], acting: int | None, narrowed: frozenset[str] | None
) -> Sight:
    known = roles()
    posts = (
        PostSight(
            post.post_id,
            known[post.role_id],
            post.agency_id,
            post.agency,
            lanes_of(post, known[post.role_id].scope, person_id, _level_of),
        )
        for post in held
    )
    return sight_of_posts(person_id, posts, acting=acting, narrowed=narrowed)


def _level_of(area_id: int) -> str:
    return area(area_id).level_name
