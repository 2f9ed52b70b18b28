"""The door of the room: areas from memory, addresses by one statement."""

from hejia.places.commands.imports import clear_imports as clear_imports
from hejia.places.coordinates import from_wgs84 as from_wgs84
from hejia.places.coordinates import metres_between as metres_between
from hejia.places.coordinates import to_wgs84 as to_wgs84
from hejia.places.facts import AddressFound as AddressFound
from hejia.places.facts import AreaFacts as AreaFacts
from hejia.places.facts import Place as Place
from hejia.places.intake import sheets as sheets
from hejia.places.people import Directory as Directory
from hejia.places.people import register_directory as register_directory
from hejia.places.queries.addresses import sample_addresses as sample_addresses
from hejia.places.queries.addresses import search_addresses as search_addresses
from hejia.places.queries.areas import ancestry as ancestry
from hejia.places.queries.areas import area as area
from hejia.places.queries.areas import area_by_code as area_by_code
from hejia.places.queries.areas import areas as areas
from hejia.places.queries.areas import communities_by_street as communities_by_street
from hejia.places.queries.areas import community_by_code as community_by_code
from hejia.places.queries.areas import district as district
from hejia.places.queries.areas import path as path
from hejia.places.queries.locating import locate as locate
from hejia.places.queries.locating import place_in as place_in
from hejia.places.queries.locating import resolve_address as resolve_address
from hejia.places.vocabulary import Crs as Crs
from hejia.places.vocabulary import Level as Level
from hejia.places.vocabulary import Precision as Precision
