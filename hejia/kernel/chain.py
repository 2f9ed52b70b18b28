"""Chained hashes: each row of a history carries the hash of the one before.

SM3 (GB/T 32905-2016) over a canonical text: JSON with sorted keys, UTF-8, times as UTC with
microseconds. Floating-point numbers have no place in a history, as they do not survive a round
trip; orjson would write them, so callers state numbers as integers or text.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives import hashes

START = bytes(32)
"""What the first row of every chain carries as the hash before it."""


def moment(at: datetime) -> str:
    """Write an aware moment the same way wherever it comes from."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(previous: bytes, row: dict[str, Any]) -> bytes:
    """The hash (32 bytes) of `row` after the row whose hash is `previous`."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(previous)
    digest.update(orjson.dumps(row, default=_written, option=_CANONICAL))
    return digest.finalize()


_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a history cannot hold {type(value).__name__}")


def fold(digest: bytes, row_hash: bytes) -> bytes:
    """Carry a running hash over one more row's hash."""
    running = hashes.Hash(hashes.SM3())
    running.update(digest)
    running.update(row_hash)
    return running.finalize()
