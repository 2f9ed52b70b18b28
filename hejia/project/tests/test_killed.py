"""Worker and database killed in the middle of 200 reports: nothing acknowledged is lost."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings

from hejia.testing.ground import COMMUNITY
from hejia.testing.running import System, environment, folder, running, until
from hejia.testing.walk import APPLICANT, QUIET

REPORTS, CLIENTS = 200, 4
KILLS = {60: "worker", 120: "postgres"}
"""After how many acknowledged reports who is killed."""


def command(system: System, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hejia", *words],
        env=environment(system.home, system.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def system() -> Iterator[System]:
    with folder() as home, running(home) as system:
        command(system, "demo", "load", "--cases", "0")
        yield system


def reported(system: System, token: str, key: UUID) -> bool:
    """Report a case under this key; whether it was acknowledged."""
    body = {"id": str(key), **QUIET, "community": COMMUNITY, "parties": [APPLICANT]}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{system.port}/api/v1/cases",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 as above
            return answer.status in {200, 201}
    except (OSError, HTTPException):  # refused, or cut off in the middle
        return False


def owner_sees(system: System, query: str, *values: Any) -> Any:
    url = json.loads((system.home / "database.json").read_text())["owner"]
    with psycopg.connect(url) as owner:
        owner.execute(f"SET search_path TO {settings.DISTRICT}, ext")
        return owner.execute(query, values).fetchone()[0]  # type: ignore[index] # one row


def test_no_acknowledged_report_and_no_clock_is_lost(system: System) -> None:
    token = command(system, "token", "desk")
    numbers = count(1)  # of acknowledged reports; next() is atomic

    def send(key: UUID) -> bool:
        acknowledged = reported(system, token, key)
        if acknowledged and (victim := KILLS.get(next(numbers))):
            os.kill(system.children()[victim], signal.SIGKILL)
        return acknowledged

    keys = [uuid4() for _ in range(REPORTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        kept = [key for key, done in zip(keys, pool.map(send, keys), strict=True) if done]
    assert len(kept) > max(KILLS)
    assert until(lambda: "数据库已重新启动" in system.log and system.answers()), system.log
    assert "后台任务意外退出（信号 SIGKILL）" in system.log

    # Whoever got no answer sends the same again, and has one case for it.
    for key in keys:
        assert until(partial(reported, system, token, key))
    assert owner_sees(system, "SELECT count(*) FROM cases_case WHERE id = ANY(%s)", kept) == len(
        kept
    )
    assert owner_sees(system, "SELECT count(*) FROM cases_case") == REPORTS
    running_clocks = "SELECT count(DISTINCT case_id) FROM cases_clock WHERE state = 'running'"
    assert owner_sees(system, running_clocks) == REPORTS

    # What follows the news was done for each case, once.
    unheard = "SELECT count(*) FROM kernel_message WHERE relayed_at IS NULL"
    assert until(lambda: owner_sees(system, unheard) == 0, 60), system.told("worker")
    assert owner_sees(system, "SELECT count(*) FROM insight_casefact") == REPORTS
    assert "核验通过" in command(system, "audit", "verify")
