"""The worker process: relay, queue and the ticking of clocks. More workers, more machines."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from hejia.accounts import public as accounts
from hejia.audit import public as audit
from hejia.cases import public as cases
from hejia.kernel import outbox
from hejia.kernel.district import door
from hejia.places import public as places
from hejia.project import demonstrated, wiring
from hejia.project.queue import app
from hejia.project.relay import relay

TICK: Final = 2.0
HOUSEKEEPING: Final = 300.0
RESCUE: Final = 30.0

log = logging.getLogger("hejia.worker")


def tick_once() -> int:
    """Let clocks speak until none is due."""
    told = 0
    while True:
        with door(settings.DISTRICT):
            batch = cases.tick(now=timezone.now())
        told += batch
        if batch == 0:
            return told


def keep_house(stop: Event) -> None:
    """Clear relayed news, old logins and old files; seal days that are over, one by one."""
    now = timezone.now()
    with door(settings.DISTRICT):
        outbox.clear(now=now)
        accounts.tidy(now)
        cases.clear_answers(now)
        cases.clear_files(now)
        places.clear_imports(now)
    if settings.DEMONSTRATION and not demonstrated.is_complete(settings.HOME):
        return  # its cases are still coming in, with a past that must not be sealed half told
    yesterday = timezone.localdate(now) - timedelta(days=1)
    for stream in audit.registered():
        with door(settings.DISTRICT):
            days = audit.unsealed(stream, before=yesterday)
        for day in days:
            if stop.is_set():
                return
            with door(settings.DISTRICT):
                audit.seal_day(stream, day, now=now)


def every(seconds: float, act: Callable[[], object], stop: Event) -> None:
    """Act again and again until told to stop; a database that is away is waited for."""
    while not stop.is_set():
        try:
            act()
        except DatabaseError as error:
            log.warning("the database is away, trying again: %s", error)
        stop.wait(seconds)


async def _rescue_stalled(stop: asyncio.Event) -> None:
    """Give jobs of a worker that died back to the queue."""
    while not stop.is_set():
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=RESCUE):
            await app.job_manager.retry_job(job, retry_at=timezone.now())
        try:
            await asyncio.wait_for(stop.wait(), RESCUE)
        except TimeoutError:
            continue


async def _work() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with app.open_async():
        rescue = asyncio.create_task(_rescue_stalled(stop))
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=4, install_signal_handlers=False, delete_jobs="successful"
            )
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        waiting = asyncio.create_task(stop.wait())
        # Whichever part fails ends the process: the supervisor starts a whole one.
        parts = {work, rescue}
        done, _ = await asyncio.wait({*parts, waiting}, return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        stop.set()
        await asyncio.gather(*parts, return_exceptions=True)
        for task in done & parts:
            task.result()


def _end_with(failure: threading.ExceptHookArgs) -> None:
    """A thread that fails takes the process along, so that nothing runs on by half."""
    threading.__excepthook__(failure)
    os.kill(os.getpid(), signal.SIGTERM)


def run() -> None:
    """Run until SIGTERM or SIGINT."""
    wiring.wire()
    stop = Event()
    threading.excepthook = _end_with
    threads = [
        Thread(target=relay, args=(stop,), name="relay"),
        Thread(target=every, args=(TICK, tick_once, stop), name="tick"),
        Thread(
            target=every, args=(HOUSEKEEPING, partial(keep_house, stop), stop), name="housekeeping"
        ),
    ]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_work())
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)
