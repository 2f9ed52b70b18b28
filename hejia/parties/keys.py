"""Keys of persons: UUIDv7 (RFC 9562), so that new rows lie together in the index."""

from datetime import datetime
from os import urandom
from uuid import UUID


def new_key(now: datetime) -> UUID:
    """A key that begins with `now` in milliseconds."""
    stamp = int(now.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    chance = int.from_bytes(urandom(10))
    return UUID(
        int=(stamp << 80)
        | (7 << 76)
        | ((chance >> 68) << 64)
        | (2 << 62)
        | (chance & (1 << 62) - 1)
    )
