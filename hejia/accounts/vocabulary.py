"""The words of this domain, with the labels that users read."""

from django.db.models import TextChoices


class AgencyKind(TextChoices):
    """What an agency is. The nine departments of the joint work, and their local branches."""

    FEDERATION = "federation", "妇联"
    POLITICAL_LEGAL = "political_legal", "政法委"
    PUBLIC_SECURITY = "public_security", "公安"
    PROCURATORATE = "procuratorate", "检察院"
    COURT = "court", "法院"
    JUSTICE = "justice", "司法局"
    CIVIL_AFFAIRS = "civil_affairs", "民政局"
    EDUCATION = "education", "教育局"
    HEALTH = "health", "卫健局"
    GOVERNANCE_CENTER = "governance_center", "综治中心"
    POLICE_STATION = "police_station", "派出所"
    JUSTICE_OFFICE = "justice_office", "司法所"
    CIVIL_AFFAIRS_OFFICE = "civil_affairs_office", "街道公共服务办（民政）"
    HEALTH_CENTER = "health_center", "社区健康服务中心"
    TRIBUNAL = "tribunal", "人民法庭"
    SCHOOL_OFFICE = "school_office", "教育办"
    SERVICE_ORGANISATION = "service_organisation", "社会服务机构"
    OTHER = "other", "其他单位"


class Level(TextChoices):
    """How wide an agency's territory is; the same words as the levels of an area."""

    DISTRICT = "district", "区"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"


class Scope(TextChoices):
    """Which records a role opens. A role never opens more than the territory of the post."""

    DISTRICT = "district", "全区"
    STREET = "street", "本街道"
    COMMUNITY = "community", "本社区"
    GRID = "grid", "本网格"
    OWN_TASKS = "own_tasks", "仅派给本单位或本人的事项"
    AGGREGATE = "aggregate", "仅汇总数字"
    NONE = "none", "不涉及业务数据"


class Duty(TextChoices):
    """三员分立: a person may hold at most one of the three administrators' duties."""

    NONE = "", "业务"
    SYSTEM = "system", "系统管理"
    SECURITY = "security", "安全管理"
    AUDIT = "audit", "安全审计"


class PersonKind(TextChoices):
    HUMAN = "human", "人员"
    SYSTEM = "system", "对接系统"


class PersonStatus(TextChoices):
    ACTIVE = "active", "正常"
    LOCKED = "locked", "已锁定"
    LEFT = "left", "已停用"


class Subject(TextChoices):
    """What a line of the back office's history is about."""

    PERSON = "person", "人员"
    AGENCY = "agency", "机构"
    ROLE = "role", "角色"
    TOKEN = "token", "接口令牌"
    CODE = "code", "代码表"
    CALENDAR = "calendar", "工作日历"
    LIMIT = "limit", "办理时限"
    RULE = "rule", "分拨规则"
    PLACE = "place", "区域"
