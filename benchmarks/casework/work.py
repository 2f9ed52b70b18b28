"""What is done to the system, again and again: reading pages and lists, reporting, taking steps."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from benchmarks.casework.client import Client, Spread, session_of, spread
from benchmarks.casework.system import System

LOGIN: Final = "street"
"""Who measures: a worker of one street's federation, who sees that street and nothing else."""

COMMUNITY: Final = "440307013008"
PAGES_DEEP: Final = 25
LONGEST: Final = 400
"""Times a reading is repeated at most; or until the seconds allowed are over."""

Read = Callable[[Client], float]


@dataclass
class Desk:
    """One who measures, at a system; `clients()` gives each thread a connection of its own."""

    system: System
    password: str
    token: str = ""
    cookie: str = ""
    case: str = ""
    deep: str = ""
    street: str = ""
    listed: list[str] = field(default_factory=list)

    def sit_down(self) -> "Desk":
        """Log in, and look up what will be read: a case, a deep page, the street's own key."""
        self.token = self.system.token(LOGIN)
        self.cookie = session_of(self.system.port, LOGIN, self.password)
        program = self.program()
        page = program.get("/api/v1/cases?order=due&status=handling&limit=20").json()
        self.listed = [one["id"] for one in page["items"]]
        self.case = self.listed[len(self.listed) // 2]
        page = program.get("/api/v1/cases?limit=100").json()
        self.street = str(street_of(self.system))
        for _ in range(PAGES_DEEP):
            if page["next"]:
                self.deep = page["next"]
                page = program.get(f"/api/v1/cases?limit=100&after={quote(self.deep)}").json()
        return self

    def program(self) -> Client:
        return Client(self.system.port, token=self.token)

    def browser(self) -> Client:
        return Client(self.system.port, cookie=self.cookie)

    def readings(self) -> dict[str, tuple[bool, str]]:
        """Every reading: whether it is a page (else the API), and its path."""
        chosen = f"status=handling&risk=R4&street={self.street}&order=due&limit=20"
        return {
            "workbench (page)": (True, "/"),
            "list by time left (page)": (True, "/cases/?tab=live"),
            "list filtered (page)": (True, f"/cases/?{chosen}"),
            "case (page)": (True, f"/cases/{self.case}/"),
            "list, street+status+risk by time left": (False, f"/api/v1/cases?{chosen}"),
            "list, newest first": (False, "/api/v1/cases?limit=20"),
            "list, deep page": (False, f"/api/v1/cases?limit=20&after={quote(self.deep)}"),
            "search, 2 characters, 25 %": (False, f"/api/v1/cases?q={quote('争吵')}"),
            "search, 2 characters, 3 %": (False, f"/api/v1/cases?q={quote('彩礼')}"),
            "search, 2 characters, 0.3 %": (False, f"/api/v1/cases?q={quote('户口')}"),
            "search, 4 characters": (False, f"/api/v1/cases?q={quote('家务分工')}"),
            "case": (False, f"/api/v1/cases/{self.case}"),
        }


def street_of(system: System) -> int:
    """The key of the measuring person's street."""
    import psycopg  # noqa: PLC0415 beside its one use

    with psycopg.connect(system.owner()) as connection:
        row = connection.execute(
            "SELECT id FROM d440307.places_area WHERE code = %s", [COMMUNITY[:9]]
        ).fetchone()
    if row is None:
        raise LookupError(COMMUNITY[:9])
    return int(row[0])


def read(desk: Desk, page: bool, path: str, *, clients: int, seconds: float) -> Spread:
    """So many clients read the same for so many seconds."""

    def one(client: Client) -> float:
        return client.get(path).took

    return at_once(desk, one, page=page, clients=clients, seconds=seconds)


def at_once(desk: Desk, act: Read, *, page: bool, clients: int, seconds: float) -> Spread:
    """Let so many clients act without a pause; the first act of each is not counted."""
    ends = time.perf_counter() + seconds

    def run(_: int) -> list[float]:
        client = desk.browser() if page else desk.program()
        took: list[float] = []
        with suppress(NoMore):
            act(client)
            while time.perf_counter() < ends and (clients > 1 or len(took) < LONGEST):
                took.append(act(client))
        return took

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        every = [took for part in pool.map(run, range(clients)) for took in part]
    return spread(every or [seconds * 1000], time.perf_counter() - began)


_numbers = count(1)


def told() -> dict[str, Any]:
    """A report of a quiet dispute in the street; every one of another household."""
    number = next(_numbers)
    return {
        "id": str(uuid4()),
        "source": "04",
        "type": "101",
        "summary": f"夫妻因家务分工反复争吵，妻子希望社区帮助劝解，第 {number} 次测量。（演示）",
        "screening": "no",
        "community": COMMUNITY,
        "parties": [
            {"role": "applicant", "name": "演示甲", "phone": f"154{number:08d}", "gender": "2"},
            {"role": "respondent", "name": "演示乙", "gender": "1"},
        ],
    }


@dataclass
class Cases:
    """Cases made by the measurement, given out one by one to whoever takes the next step."""

    made: list[dict[str, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def report(self, client: Client) -> float:
        answer = client.post("/api/v1/cases", told())
        with self.lock:
            self.made.append(answer.json())
        return answer.took

    def stepping(self, *actions: str) -> Read:
        """Take these steps in turn with the cases made, a case by one client at a time."""
        left = self._turns(actions)

        def act(client: Client) -> float:
            with self.lock:
                case, action = next(left, (None, ""))
            if case is None:
                raise NoMore
            path = f"/api/v1/cases/{case['id']}/actions/{action}"
            answer = client.post(path, {"seen": case["version"], **_SAID.get(action, {})})
            case.update(answer.json())
            return answer.took

        return act

    def _turns(self, actions: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], str]]:
        for action in actions:
            for case in self.made:
                if case["status"] == _FROM[action]:
                    yield case, action


class NoMore(Exception):
    """Every case has taken its step."""


_FROM: Final = {"sign": "dispatched", "suspend": "handling", "resume": "suspended"}
_SAID: Final[dict[str, dict[str, Any]]] = {"suspend": {"reason": "1"}}
