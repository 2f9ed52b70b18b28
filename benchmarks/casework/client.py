"""A person at the system: pages by session, the API by bearer token, over one kept connection."""

import json
import re
import time
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import urlencode


class Wrong(Exception):
    """An answer the measurement did not expect: it must not pass for a fast one."""


class Answer(NamedTuple):
    """What came back, and after how many milliseconds."""

    status: int
    body: bytes
    took: float

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One connection, kept open; not to be shared between threads."""

    def __init__(self, port: int, *, token: str = "", cookie: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": cookie} if cookie else {}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {}, (200,))

    def post(self, path: str, content: Any, expected: tuple[int, ...] = (200, 201)) -> Answer:
        body = json.dumps(content).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/json"}, expected)

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None,
        more: dict[str, str],
        expected: tuple[int, ...],
    ) -> Answer:
        began = time.perf_counter()
        self._connection.request(method, path, body, self._headers | more)
        response = self._connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status not in expected:
            raise Wrong(f"{method} {path}: {response.status} {content[:300].decode()}")
        return Answer(response.status, content, took)


def session_of(port: int, login: str, password: str) -> str:
    """Log in by the page and return the cookies of the session."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/login/")
    page = connection.getresponse()
    text = page.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    if found is None:
        raise Wrong("the login page has no form")
    first = _cookies(page.headers.get_all("Set-Cookie") or [])
    form = {"csrfmiddlewaretoken": found[1], "login": login, "password": password}
    headers = {"Cookie": first, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login/", urlencode(form).encode(), headers)
    answer = connection.getresponse()
    answer.read()
    second = _cookies(answer.headers.get_all("Set-Cookie") or [])
    if answer.status != 302 or "session" not in second:
        raise Wrong(f"login of {login}: {answer.status}")
    return f"{first}; {second}"


def _cookies(lines: list[str]) -> str:
    return "; ".join(line.split(";", 1)[0] for line in lines)


class Spread(NamedTuple):
    """How long something took, in milliseconds, and how often it was done in a second."""

    times: int
    p50: float
    p95: float
    per_second: float


def spread(took: list[float], seconds: float) -> Spread:
    """The spread of some durations measured within so many seconds."""
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Spread(len(took), median(took), p95, len(took) / seconds)
