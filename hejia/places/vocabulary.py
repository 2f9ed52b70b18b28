"""Words of the ground: levels of areas, coordinate systems, how precise a position is."""

from django.db.models import IntegerChoices, TextChoices


class Level(IntegerChoices):
    """The four levels of the tree, from the district down."""

    DISTRICT = 1, "区"
    STREET = 2, "街道"
    COMMUNITY = 3, "社区"
    GRID = 4, "网格"


class Crs(TextChoices):
    """Coordinate systems that reach us (domain.md §6.3); we keep WGS-84 and note what came."""

    WGS84 = "WGS-84", "WGS-84 / CGCS2000（天地图、GPS）"
    GCJ02 = "GCJ-02", "GCJ-02（高德、腾讯）"
    BD09 = "BD-09", "BD-09（百度）"


class Precision(TextChoices):
    """What the position of an address stands for."""

    BUILDING = "building", "楼栋"
    ENTRANCE = "entrance", "门牌"
    ROAD = "road", "道路"
    POINT = "point", "坐标点"
    GRID = "grid", "网格中心"
    COMMUNITY = "community", "社区中心"
    NONE = "none", "没有位置"


class PersonRole(TextChoices):
    """In what capacity somebody answers for a grid."""

    GRID_WORKER = "worker", "网格员"
    GRID_LEADER = "leader", "网格长"
    WOMEN_LIAISON = "liaison", "妇联执委"


class ImportKind(TextChoices):
    AREAS = "areas", "区域（GeoJSON）"
    GRIDS = "grids", "网格（CSV／XLSX）"
    ADDRESSES = "addresses", "地址（CSV／XLSX）"


class ImportStatus(TextChoices):
    FAULTY = "faulty", "有错误，未导入"
    READY = "ready", "已核对，待导入"
    APPLIED = "applied", "已导入"
    DROPPED = "dropped", "已放弃"
