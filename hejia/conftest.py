"""What every test may ask for. How to use the fixtures: CONTRIBUTING.md, "Tests"."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from hejia.kernel import district, keys
from hejia.project.database import Urls
from hejia.testing import browser, postgres
from hejia.testing.databases import PEOPLED, install, point, pointed

# A million rounds guard real passwords; the tests' are published.
PBKDF2PasswordHasher.iterations = 1_000

# How long one example takes says more of the machine than of the code.
hypothesis_settings.register_profile("hejia", deadline=None)
hypothesis_settings.load_profile("hejia")

pytest_plugins = ["hejia.testing.cast", "hejia.testing.browsing"]

# How long a page takes says as much of the machine as an example does; it is no test of speed.
expect.set_options(timeout=30_000)

_numbers = count(1)


_servers: list[postgres.Server] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests with the cast run on the database where everybody is already, others without."""
    wanted = PEOPLED if "gathered" in getattr(item, "fixturenames", ()) else postgres.DATABASE
    for server in _servers:
        if server.urls(wanted).app != os.environ.get("DATABASE_URL"):
            point(server.urls(wanted))


@pytest.fixture(scope="session")
def database_server(django_db_blocker: DjangoDbBlocker) -> Iterator[postgres.Server]:
    """The session's own PostgreSQL, migrated as an installation is."""
    with django_db_blocker.unblock(), postgres.server(install) as server:
        _servers.append(server)
        yield server
        _servers.remove(server)


@pytest.fixture(scope="session")
def django_db_setup(database_server: postgres.Server) -> Iterator[None]:
    """Stands in for pytest-django's: the databases are there already; no superuser ever runs."""
    point(database_server.urls())
    keys.ensure(settings.KEY_FILE)
    yield
    for connection in connections.all():
        connection.close()


@pytest.fixture(autouse=True)
def _inside_the_district(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Open the district's door for tests in a transaction (`db`), before any other fixture.

    Who asks for no database finds none, even where a test before it left one open.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None and "db" not in request.fixturenames:
        if "database_server" in request.fixturenames:
            yield
            return
        with django_db_blocker.block():
            yield
        return
    request.getfixturevalue("db")
    # Not door(): its transaction would be a savepoint that a test's database error spoils.
    token = district._current.set(district.enter(settings.DISTRICT))
    yield
    district._current.reset(token)


@pytest.fixture
def committed_db(
    database_server: postgres.Server,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Urls]:
    """A database of this test's own, where transactions commit: for threads and processes.

    Nothing is open: use `with door(settings.DISTRICT):`. Child processes find the database by
    DATABASE_URL and DATABASE_OWNER_URL.
    """
    name = f"test_{next(_numbers)}"
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()
        database_server.clone(name)
        with pointed(database_server.urls(name), database_server.urls()) as urls:
            yield urls
        database_server.drop(name)


@pytest.fixture
def transactional_db() -> None:
    """Refused: emptying every table would empty the reference data too."""
    pytest.fail("use the fixture committed_db instead of transactional_db or live_server")


@pytest.fixture
def site(committed_db: Urls) -> Iterator[str]:
    """The address of a running server of pages on a database of its own (no live updates)."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser; the test is skipped, saying so, where there is none."""
    program = browser.chromium()
    if program is None:
        pytest.skip(browser.MISSING)
    # Playwright leaves an event loop running, and Django then keeps its connections in another
    # place: one opened before would stay open unseen, and no database could be cloned.
    for connection in connections.all():
        connection.close()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(browser.ARGUMENTS))
        yield running
        running.close()


def _page(running: Browser, size: tuple[int, int]) -> Iterator[Page]:
    width, height = size
    context = running.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page, as wide as a desk's screen (1440 px)."""
    yield from _page(chromium, browser.DESK)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """An empty page, as wide as a phone (390 px)."""
    yield from _page(chromium, browser.PHONE)
