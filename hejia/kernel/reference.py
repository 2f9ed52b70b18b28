"""Reference data — roles, code lists, areas, rules, calendar — kept in the memory of a process.

Every table of it shares one stamp per district, read by the door with the statement that opens
it: a process never asks whether its copy is fresh, and a change is seen by the next request of
every process. The stamp is a random UUID, not a counter: a rolled back change must not leave
behind a cached copy under a number that another change will get.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection

from hejia.kernel import district

P = ParamSpec("P")
T = TypeVar("T")

_KEPT = 400  # results per function: a few stamps' worth of a few arguments


def kept(load: Callable[P, T]) -> Callable[P, T]:
    """Keep what `load` returned until any reference data of the district changes.

    Arguments must be hashable; what is returned is shared between threads and must not be changed.
    """
    results: OrderedDict[object, T] = OrderedDict()
    lock = Lock()

    @wraps(load)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        here = district.current()
        key = (here.schema, here.stamp, args, tuple(sorted(kwargs.items())))
        try:
            return results[key]  # not asked first: another thread may drop it in between
        except KeyError:
            pass
        found = load(*args, **kwargs)
        with lock:
            results[key] = found
            while len(results) > _KEPT:
                results.popitem(last=False)
        return found

    return ask


def changed() -> None:
    """Say, in the transaction of the change, that reference data changed."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_stamp SET value = gen_random_uuid() RETURNING value")
        stamp: UUID = cursor.fetchone()[0]
    district.restamp(stamp)
