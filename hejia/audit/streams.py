"""Streams of history that are sealed day by day and verified together.

A room registers how its rows are read (`project/wiring.py`); this room knows none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hejia.audit.models import Seal
from hejia.kernel import chain


@dataclass(frozen=True, slots=True)
class Stream:
    """A history in days.

    `days(after)` lists the days that have rows, earliest first, none up to `after` if it is given;
    `hashes_of(day)` yields the hash of every row of a day (China's time) in a fixed order;
    `faults()` yields a Chinese sentence for each row that does not carry the hash its content
    asks for.
    """

    name: str
    label: str
    days: Callable[[date | None], list[date]]
    hashes_of: Callable[[date], Iterator[bytes]]
    faults: Callable[[], Iterator[str]]


_streams: dict[str, Stream] = {}


def register(stream: Stream) -> None:
    _streams[stream.name] = stream


def registered() -> list[Stream]:
    return list(_streams.values())


def unsealed(stream: Stream, *, before: date) -> list[date]:
    """The days to be sealed, oldest first.

    A day is sealed once it is well over, as a row may be committed a little after its moment. A
    day before the last sealed one that has no seal is a fault: sealing it would hide that.
    """
    return [day for day in stream.days(sealed_until(stream)) if day < before]


def seal_day(stream: Stream, day: date, *, now: datetime) -> None:
    """Seal one of the unsealed days; nothing where another worker has been faster."""
    last = _last(stream)
    if last is not None and day <= last.day:
        return
    rows, digest = digest_of(stream, day, bytes(last.digest) if last else chain.START)
    Seal.objects.create(stream=stream.name, day=day, rows=rows, digest=digest, sealed_at=now)


def sealed_until(stream: Stream) -> date | None:
    """The last day of a stream that is sealed: nothing may be dated on it or before."""
    last = _last(stream)
    return last.day if last else None


def _last(stream: Stream) -> Seal | None:
    return Seal.objects.filter(stream=stream.name).order_by("-day").first()


def digest_of(stream: Stream, day: date, previous: bytes) -> tuple[int, bytes]:
    """Count and chained hash of one day's rows after the seal `previous`."""
    rows, digest = 0, chain.link(previous, {"stream": stream.name, "day": day.isoformat()})
    for row_hash in stream.hashes_of(day):
        rows += 1
        digest = chain.fold(digest, row_hash)
    return rows, digest


def verify(stream: Stream) -> Iterator[str]:
    """Every flaw of a stream as a Chinese sentence: its rows, then its sealed days."""
    yield from stream.faults()
    seals = list(Seal.objects.filter(stream=stream.name).order_by("day"))
    yield from _without_seal(stream, seals)
    previous = chain.START
    for found in seals:
        rows, digest = digest_of(stream, found.day, previous)
        if rows != found.rows:
            yield f"{stream.label}：{found.day} 封存时有 {found.rows} 条，现有 {rows} 条。"
        elif digest != bytes(found.digest):
            yield f"{stream.label}：{found.day} 的内容与封存时不符。"
        previous = bytes(found.digest)


def _without_seal(stream: Stream, seals: list[Seal]) -> Iterator[str]:
    """Days with rows but without a seal, though later days have theirs."""
    sealed = {seal.day for seal in seals}
    for day in stream.days(None):
        if sealed and day < max(sealed) and day not in sealed:
            yield f"{stream.label}：{day} 有记录而没有封存：封存被删，或记录是后来插入的。"
