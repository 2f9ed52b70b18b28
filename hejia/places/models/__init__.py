from hejia.places.models.address import Address as Address
from hejia.places.models.area import Area as Area
from hejia.places.models.area import AreaVersion as AreaVersion
from hejia.places.models.area import GridPerson as GridPerson
from hejia.places.models.imports import Import as Import
