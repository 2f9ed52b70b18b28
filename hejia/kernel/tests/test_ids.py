"""Keys of version 7: valid, ordered by their moment, and never the same twice."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hejia.kernel.ids import uuid7

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_key_is_a_valid_uuid_of_version_7_and_tells_its_millisecond() -> None:
    key = uuid7(NOON)
    assert (key.version, key.variant) == (7, RFC_4122)
    assert key.int >> 80 == int(NOON.timestamp() * 1000)


def test_later_keys_sort_after_earlier_ones() -> None:
    moments = [NOON + timedelta(milliseconds=n) for n in range(50)]
    keys = [uuid7(moment) for moment in moments]
    assert keys == sorted(keys)


def test_keys_of_one_moment_differ() -> None:
    assert len({uuid7(NOON) for _ in range(1000)}) == 1000
