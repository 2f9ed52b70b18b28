"""Every route of the system against everybody of the cast."""

import pytest

from hejia.testing.cast import Cast
from hejia.testing.matrix import EVERYBODY, Row, World, ask, caller, routes, rows, written

ROWS = rows()
CASES = [
    pytest.param(name, row, id=f"{name}-{row.method}")
    for name, stated in ROWS.items()
    for row in stated
]


def test_every_route_has_a_row_and_every_row_a_route():
    assert routes() - ROWS.keys() == set()
    assert ROWS.keys() - routes() == set()


@pytest.mark.parametrize(("name", "row"), CASES)
def test_a_route_opens_to_whom_it_should_and_to_nobody_else(cast: Cast, name: str, row: Row):
    world = World(cast)
    refused = [part for part in EVERYBODY if part not in row.opens]
    for part in refused:
        assert (part, refusal(world, part, name, row)) == (part, (row.others, 0))
    assert refusal(world, "", name, row) == (row.nobody, 0)
    # Whoever is refused changes nothing by another method either.
    for part in refused[:2] if row.others == 404 else []:
        for method in sorted({"GET", "POST", "PUT", "DELETE"} - {row.method}):
            status, changed = refusal(world, part, name, row, method)
            assert (part, method, status in (404, 405), changed) == (part, method, True, 0)
    for part in row.opens:
        assert (part, ask(world, part, name, row).status_code) == (part, row.status)


def refusal(world: World, part: str, name: str, row: Row, method: str = "") -> tuple[int, int]:
    """The status of an answer, and how many rows it wrote."""
    caller(world, part, api=row.api)  # logging in writes, too
    row.args(world), row.data(world)
    before = written(api=row.api)
    answer = ask(world, part, name, row, method)
    return answer.status_code, written(api=row.api) - before
