"""The logins that the demonstration offers by one click."""

from dataclasses import dataclass

#: The one password of every demonstration login. It opens synthetic data only.
PASSWORD = "Longgang#2026"  # noqa: S105 shown on the login page of a demonstration

#: The street and community whose workers have the short logins.
STREET_CODE = "440307013"
COMMUNITY_CODE = "440307013008"


@dataclass(frozen=True, slots=True)
class Featured:
    """A login, the role it shows, what to try with it, and the group it stands in."""

    login: str
    role: str
    hint: str
    group: str


_CASE, _LEAD, _JOINT, _RUN = (
    "案件流转",
    "审核、督办与统计",
    "联动单位与专业力量",
    "系统（三员分立）",
)

_FEATURED = (
    Featured("desk", "接线/窗口登记员", "上报一件案件", _CASE),
    Featured("dispatcher", "区分拨员", "受理、分拨", _CASE),
    Featured("community", "社区妇联", "签收、首次联系、办理、申请办结", _CASE),
    Featured("street", "街道妇联", "审核办结、延期", _CASE),
    Featured("visitor", "回访员", "办结后回访", _CASE),
    Featured("grid", "网格员", "巡查上报", _CASE),
    Featured("district", "区妇联经办", "全区统筹", _LEAD),
    Featured("leader", "区妇联领导", "审批、督办", _LEAD),
    Featured("supervisor", "督办员", "催办、督办", _LEAD),
    Featured("clerk", "绩效专员", "预算与绩效", _LEAD),
    Featured("screen", "大屏", "只见汇总数字", _LEAD),
    Featured("center", "综治中心分拨员", "街道内分拨", _JOINT),
    Featured("police", "派出所经办", "联动单位：只见派给本所的事项", _JOINT),
    Featured("justice", "司法所经办", "联动单位：只见派给本所的事项", _JOINT),
    Featured("manager", "个案管理员", "高风险个案跟进", _JOINT),
    Featured("mediator", "人民调解员", "主持调解", _JOINT),
    Featured("counselor", "心理咨询师", "心理咨询", _JOINT),
    Featured("lawyer", "律师", "法律援助", _JOINT),
    Featured("social", "社工", "陪伴与帮扶", _JOINT),
    Featured("sysadmin", "系统管理员", "人员、机构、日历", _RUN),
    Featured("secadmin", "安全管理员", "角色与权限", _RUN),
    Featured("auditor", "安全审计员", "操作日志", _RUN),
)


def featured_logins() -> list[Featured]:
    """The logins for the login page and `hejia run`, in the order of the work."""
    return list(_FEATURED)
