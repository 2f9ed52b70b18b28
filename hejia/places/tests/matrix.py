"""Who opens which page of places: everybody looks, the system's administrator changes."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hejia.places.models import Area, Import
from hejia.testing.ground import COMMUNITY
from hejia.testing.matrix import EVERYBODY, Row, World
from hejia.testing.stories import said

MANAGES = ("sysadmin",)


def a_grid(world: World) -> Mapping[str, Any]:
    return world.once("grid", lambda: {"area_id": Area.objects.get(code=f"{COMMUNITY}001").pk})


def nobody_there(world: World) -> Mapping[str, Any]:
    return {**a_grid(world), "appointment_id": 1}


def an_import(world: World) -> Mapping[str, Any]:
    def make() -> Mapping[str, Any]:
        found = Import.objects.create(
            kind="addresses",
            status="faulty",
            file_name="x.csv",
            digest="0" * 64,
            options={"crs": "WGS-84", "effective": "2026-03-02"},
            at=timezone.now(),
        )
        return {"import_id": found.pk}

    return world.once("import", make)


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "places:index": Row(EVERYBODY),
    "places:area": Row(EVERYBODY, args=a_grid),
    "places:appoint": Row(MANAGES, 422, "POST", args=a_grid),
    "places:relieve": Row((), method="POST", args=nobody_there),
    "places:abolish": Row(MANAGES, 422, "POST", args=a_grid),
    "places:buildings": Row(EVERYBODY),
    "places:imports": (Row(MANAGES), Row(MANAGES, 422, "POST", data=said(kind="areas"))),
    "places:import": Row(MANAGES, args=an_import),
    "places:apply": Row(MANAGES, 422, "POST", args=an_import),
    "places:drop": Row(MANAGES, 422, "POST", args=an_import),
    "places:faults": Row(MANAGES, args=an_import),
    "places:template": Row(MANAGES, args=said(kind="grids")),
    "places:addresses": Row(EVERYBODY, data=said(q="五和")),
    "places:locate": Row(EVERYBODY, 422, data=said(lon="1", lat="1")),
    "places:areas": Row(EVERYBODY),
    "places:outlines": Row(EVERYBODY),
}
