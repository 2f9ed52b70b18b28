"""Keys made where a thing is made: UUIDs of version 7 (RFC 9562 §5.7), ordered by time."""

import secrets
from datetime import datetime
from uuid import UUID

_VERSION, _VARIANT = 7, 0b10


def uuid7(now: datetime) -> UUID:
    """A new key: 48 bits of milliseconds since 1970, 74 random bits. `now` is aware."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    head = milliseconds << 16 | _VERSION << 12 | secrets.randbits(12)
    return UUID(int=head << 64 | _VARIANT << 62 | secrets.randbits(62))
