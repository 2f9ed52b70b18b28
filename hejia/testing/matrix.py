"""The url × role matrix: for every route, who of the cast gets in.

Each room states `ROWS` in `hejia/<room>/tests/matrix.py`: route name → Row, or several Rows for
several methods. `hejia/testing/tests/test_matrix.py` walks the resolver: a route without a row
fails, and so does a row without a route. Whoever does not get in sees 404 and has changed nothing,
whatever the method tried.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from hejia.accounts.public import issue_token
from hejia.testing.cast import LOGINS, Cast

Told = Callable[["World"], Mapping[str, Any]]
EVERYBODY = tuple(LOGINS)


@dataclass(slots=True)
class World:
    """What a row may refer to: the cast, and things made once and kept under a name."""

    cast: Cast
    made: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]


def _nothing(world: World) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """One route and method.

    `opens`: who gets `status`; all others of the cast get `others`, and somebody who is not
    logged in `nobody`. `args` fills the address, `data` the form (or the body, for the API).
    """

    opens: tuple[str, ...]
    status: int = 200
    method: str = "GET"
    args: Told = _nothing
    data: Told = _nothing
    others: int = 404
    nobody: int = 302
    api: bool = False


def rows() -> dict[str, tuple[Row, ...]]:
    """The rows of all rooms. Raises ValueError where two rooms state one route."""
    found: dict[str, tuple[Row, ...]] = {}
    for room in apps.get_app_configs():
        module = f"{room.name}.tests.matrix"
        if not room.name.startswith("hejia.") or find_spec(module) is None:
            continue
        for name, stated in import_module(module).ROWS.items():
            if name in found:
                raise ValueError(f"{name} is stated twice")
            found[name] = stated if isinstance(stated, tuple) else (stated,)
    return found


def routes() -> set[str]:
    """The names of all routes, with their namespaces. Raises ValueError for one without."""
    return set(_names(get_resolver(), ""))


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if not pattern.name:
                raise ValueError(f"{pattern.pattern} has no name")
            yield prefix + pattern.name
        else:
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, space)


def ask(world: World, part: str, route: str, row: Row, method: str = "") -> HttpResponse:
    """Ask as a part of the cast ("" for somebody who is not logged in)."""
    client, headers = caller(world, part, api=row.api)
    address = reverse(route, kwargs=dict(row.args(world)))
    options: dict[str, Any] = {"headers": headers}
    if row.api:
        options["content_type"] = "application/json"
    send = getattr(client, (method or row.method).lower())
    answer: HttpResponse = send(address, dict(row.data(world)), **options)
    return answer


def caller(world: World, part: str, *, api: bool) -> tuple[Client, dict[str, str]]:
    """The browser of a part of the cast, logged in once; or the header of its token."""
    if not part:
        return Client(), {}
    if api:
        name = f"token of {part}"
        token = world.once(name, lambda: issue_token(LOGINS[part], now=timezone.now()))
        return Client(), {"Authorization": f"Bearer {token}"}

    def log_in() -> Client:
        client = Client()
        backend = "hejia.accounts.backends.OnePassBackend"
        client.force_login(world.cast.member(part), backend=backend)
        return client

    return world.once(f"browser of {part}", log_in), {}


def written(*, api: bool) -> int:
    """Rows written so far in this transaction; attempts that were undone count, too.

    Left aside: sessions, and for the API the note of when a token was used.
    """
    aside = ["django_session", *(["accounts_token"] if api else [])]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)",
            [aside],
        )
        return int(cursor.fetchone()[0])
