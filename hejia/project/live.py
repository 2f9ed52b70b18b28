"""Live updates: one process that listens to the database and tells open pages what moved.

A page is told only that a case it may see has changed, never what; it then asks for it like any
other request, with its own rights. Server-sent events over plain ASGI.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hejia.project.settings")
django.setup()

import psycopg  # noqa: E402 settings come first
from asgiref.sync import sync_to_async  # noqa: E402 once Django stands
from django.conf import settings  # noqa: E402 once Django stands
from django.contrib.auth import SESSION_KEY  # noqa: E402 once Django stands
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 once Django stands
from django.utils import timezone  # noqa: E402 once Django stands

from hejia.accounts.public import Sight, person_by_key  # noqa: E402 once Django stands
from hejia.kernel.district import door  # noqa: E402 once Django stands
from hejia.project.queue import conninfo  # noqa: E402 once Django stands
from hejia.project.relay import CHANNEL  # noqa: E402 once Django stands

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

BEAT: Final = 15.0
LONGEST: Final = 600.0
"""A stream ends after this long; the browser opens the next with the rights of then."""
QUEUE: Final = 200

log = logging.getLogger("hejia.live")


@dataclass(eq=False)
class Page:
    """An open page: whose it is, and what waits to be told."""

    sight: Sight
    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def tell(self, text: str) -> None:
        """A page too slow to keep up misses news; it refreshes as a whole when it is told any."""
        with contextlib.suppress(asyncio.QueueFull):
            self.waiting.put_nowait(text)


_pages: set[Page] = set()
_listening: set[asyncio.Task[None]] = set()


def concerns(sight: Sight, news: Mapping[str, Any]) -> bool:
    """Whether news about a case lies in a lane along which this person may see cases."""
    return any(
        kind == "district" or news.get(_NEWS_OF.get(kind, "")) == key
        for kind, key in sight.lanes_for("cases.view")
    )


_NEWS_OF: Final = {
    "street": "street",
    "community": "community",
    "grid": "grid",
    "agency": "holder",
    "person": "registrar",
}


async def _listen() -> None:
    """Take notifications for ever; a lost connection is made anew."""
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(**conninfo(), autocommit=True)
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                _tell_all()
                async for note in connection.notifies():
                    _spread(json.loads(note.payload))
        except psycopg.OperationalError as error:
            log.warning("the database is away, trying again: %s", error)
            await asyncio.sleep(1)


def _tell_all() -> None:
    """Nobody heard what was said before we listened: every open page asks for all of it anew."""
    for page in _pages:
        page.tell(_said("*"))


def _spread(news: Mapping[str, Any]) -> None:
    text = _said(news["topic"], news.get("subject"), news.get("version"))
    for page in _pages:
        if concerns(page.sight, news):
            page.tell(text)


def _said(topic: str, case: str | None = None, version: int | None = None) -> str:
    """One event of the stream, as pages read it."""
    told = {"case": case, "topic": topic, "version": version}
    return f"event: case\ndata: {json.dumps(told)}\n\n"


@sync_to_async
def _sight_of_session(key: str) -> Sight | None:
    with door(settings.DISTRICT):
        person_id = SessionStore(key).get(SESSION_KEY)
        person = person_by_key(int(person_id), timezone.now()) if person_id else None
        return person.sight if person is not None and person.is_active else None


def _header(scope: Mapping[str, Any], name: bytes) -> str:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _allowed_origin(scope: Mapping[str, Any]) -> str:
    """The page's origin, if it is this very host (the port differs) or a trusted one."""
    origin = _header(scope, b"origin")
    host = _header(scope, b"host").rsplit(":", 1)[0]
    if origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).hostname == host.strip("[]"):
        return origin
    return ""


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """ASGI: /live streams events to whoever has a session; /healthz answers."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _listening.add(asyncio.create_task(_listen()))
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for task in _listening:
                task.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _answer(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    if scope["path"] == "/healthz":
        await _plain(send, 200, b'{"ok": true}')
        return
    cookies = SimpleCookie(_header(scope, b"cookie"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    sight = await _sight_of_session(morsel.value) if morsel else None
    if sight is None:
        await _plain(send, 401, b'{"code": "unauthenticated"}')
        return
    await _stream(Page(sight), scope, receive, send)


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _stream(page: Page, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    if origin := _allowed_origin(scope):
        headers += [
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    _pages.add(page)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _body(send, "retry: 2000\nevent: hello\ndata: {}\n\n")
        ends = asyncio.get_running_loop().time() + LONGEST
        while not gone.done() and asyncio.get_running_loop().time() < ends:
            try:
                await _body(send, await asyncio.wait_for(page.waiting.get(), BEAT))
            except TimeoutError:
                await _body(send, ": beat\n\n")
        await send({"type": "http.response.body", "body": b""})
    finally:
        _pages.discard(page)
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _body(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
