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
    RULE = "rule", "分派规则"
    PLACE = "place", "区域"


#: What the extra facts of code lists are called on pages; one without a name here shows its own.
EXTRA_LABELS: dict[str, str] = {
    "agreement": "达成协议",
    "bucket": "暴力类别",
    "category": "所属大类",
    "channel": "默认反映形式",
    "colour": "颜色",
    "confidential": "保密来源",
    "control": "控制行为",
    "crisis": "危机情形",
    "dissatisfied": "计为不满意",
    "dv": "涉家庭暴力",
    "excluded": "不计入统计",
    "law": "法律依据",
    "mediation": "属于调解",
    "petition": "属于信访",
    "rank": "严重程度",
    "reached": "联系到本人",
    "red": "属于红色情形",
    "remote": "非当面",
    "reopen": "需要重办",
    "report": "须强制报告",
    "satisfied": "计为满意",
    "scope": "适用范围",
    "statutory": "法定形式",
    "tries": "最少尝试次数",
    "valid": "有效回答",
    "warning": "出具告诫书",
}

#: Extra facts whose text is the code of another list, and that list.
EXTRA_LISTS: dict[str, str] = {"category": "category", "channel": "channel"}

#: Extra facts whose text is one of a few words of our own: word → what pages call it.
EXTRA_WORDS: dict[str, dict[str, str]] = {
    "bucket": {
        "body": "身体暴力",
        "mind": "精神暴力",
        "sex": "性暴力",
        "money": "经济控制",
        "means": "实施手段",
    },
    "colour": {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝", "grey": "灰"},
    "scope": {"family": "家庭成员", "living_together": "共同生活的人"},
}
