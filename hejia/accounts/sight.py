"""What a person sees and may do, worked out from the posts held. Pure: no database, no clock.

A permission reaches only as far as the post that carries it: who handles cases in one community
and reads figures of the whole district does not thereby handle cases of the whole district. So
whoever opens records asks `lanes_for(permission)`, not `lanes`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: ("district", 0), or (street | community | grid, area id), (agency, agency id), (person, id).
Lane = tuple[str, int]

#: The level of an area by its key: "district", "street", "community" or "grid".
LevelOf = Callable[[int], str]

_WIDTH = ("grid", "community", "street", "district")
#: Scopes under which the records of the post's own agency are open as well.
_WITH_AGENCY = frozenset({"street", "community", "own_tasks"})
_BLIND = frozenset({"aggregate", "none"})


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role as posts refer to it."""

    id: int
    code: str
    name: str
    scope: str
    duty: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A post as loaded with its holder. `area_id`: its own area, else its agency's."""

    post_id: int
    role_id: int
    agency_id: int
    agency: str
    area_id: int


@dataclass(frozen=True, slots=True)
class PostSight:
    """What one post opens."""

    post_id: int
    role: RoleFacts
    agency_id: int
    agency: str
    lanes: tuple[Lane, ...]

    @property
    def title(self) -> str:
        """As shown to its holder, e.g. 平湖街道妇联 · 街道妇联."""
        return f"{self.agency} · {self.role.name}"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees and may do through the posts in force."""

    person_id: int
    agency_ids: tuple[int, ...]
    lanes: tuple[Lane, ...]
    permissions: frozenset[str]
    aggregate_only: bool
    #: The posts acted through now, and all that are held.
    posts: tuple[PostSight, ...] = ()
    every_post: tuple[PostSight, ...] = ()

    def lanes_for(self, permission: str) -> tuple[Lane, ...]:
        """The lanes of those posts that hold `permission`; empty where none does."""
        if permission not in self.permissions:
            return ()
        return _joined(post.lanes for post in self.posts if permission in post.role.permissions)


def lanes_of(held: Held, scope: str, person_id: int, level_of: LevelOf) -> tuple[Lane, ...]:
    """Where a post reaches: its role's scope, never beyond the area it was given for.

    An area wider than the scope gives no territory at all: a street's role on a district's agency
    needs to be told which street.
    """
    if scope in _BLIND:
        return ()
    own: list[Lane] = [("person", person_id)]
    if scope in _WITH_AGENCY:
        own.insert(0, ("agency", held.agency_id))
    if scope not in _WIDTH:
        return tuple(own)
    level = level_of(held.area_id)
    if level == "district" == scope:
        return (("district", 0),)
    within = level in _WIDTH and _WIDTH.index(level) <= _WIDTH.index(scope)
    return ((level, held.area_id), *own) if within else tuple(own)


def sight_of_posts(
    person_id: int,
    posts: Iterable[PostSight],
    *,
    acting: int | None = None,
    narrowed: frozenset[str] | None = None,
) -> Sight:
    """Join posts; `acting` picks one of them, `narrowed` keeps only those permissions."""
    every = tuple(posts)
    chosen = tuple(post for post in every if post.post_id == acting) or every
    permissions = frozenset[str]().union(*(post.role.permissions for post in chosen))
    return Sight(
        person_id=person_id,
        agency_ids=tuple(dict.fromkeys(post.agency_id for post in chosen)),
        lanes=_joined(post.lanes for post in chosen),
        permissions=permissions if narrowed is None else permissions & narrowed,
        aggregate_only=bool(chosen) and all(post.role.scope in _BLIND for post in chosen),
        posts=chosen,
        every_post=every,
    )


def _joined(many: Iterable[tuple[Lane, ...]]) -> tuple[Lane, ...]:
    lanes = tuple(dict.fromkeys(lane for lanes in many for lane in lanes))
    whole: Lane = ("district", 0)
    return (whole,) if whole in lanes else lanes
