"""Areas and places as other rooms see them: frozen, without a database behind them."""

from dataclasses import dataclass
from datetime import date

from hejia.places.vocabulary import Crs, Level, Precision


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """One area of the tree. `street_id` and `community_id` are itself or its ancestors."""

    id: int
    level: Level
    code: str
    code_local: str
    name: str
    short_name: str
    parent_id: int | None
    street_id: int | None
    community_id: int | None
    lon: float | None
    lat: float | None
    schematic: bool
    valid_from: date
    valid_to: date | None

    @property
    def level_name(self) -> str:
        """ "district", "street", "community" or "grid"."""
        return self.level.name.lower()

    @property
    def current(self) -> bool:
        return self.valid_to is None


@dataclass(frozen=True, slots=True)
class Place:
    """A position on the ground: where it lies in the tree, and how precisely it is known.

    `lon`, `lat` are WGS-84 degrees. `address_code` and `text` are empty for a bare point;
    `grid_id` is None where only the community is known.
    """

    street_id: int
    street_code: str
    street_name: str
    community_id: int
    community_code: str
    community_name: str
    grid_id: int | None
    grid_code: str
    grid_name: str
    lon: float | None
    lat: float | None
    precision: Precision
    crs: Crs = Crs.WGS84
    address_code: str = ""
    text: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class AddressFound:
    """One line of the search as you type."""

    code: str
    text: str
    name: str
    nickname: str
    street_id: int
    community_id: int
    grid_id: int | None
    lon: float | None
    lat: float | None
    synthetic: bool
