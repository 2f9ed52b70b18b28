"""Every permission there is. Code knows permissions; which role holds which is data.

A role that names a permission not listed here is refused when it is saved or loaded, so a
misspelt name can neither grant nor silently withhold anything. A permission no page asks for is not
listed: the back office would offer what does nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    name: str
    label: str
    group: str


_TABLE: dict[str, dict[str, str]] = {
    "案件受理分拨": {
        "cases.report": "上报案件",
        "cases.accept": "受理、不予受理",
        "cases.dispatch": "分派、改派",
        "cases.transfer": "转办、转出",
        "cases.merge": "合并、拆分",
        "cases.mark_false": "认定误报",
        "cases.import": "批量导入",
    },
    "案件办理": {
        "cases.view": "查看案件",
        "cases.search": "综合查询",
        "cases.sign": "签收",
        "cases.return": "退回",
        "cases.handle": "登记办理记录",
        "cases.suspend": "中止、恢复",
        "cases.extend_apply": "申请延期",
        "cases.close_apply": "申请办结",
        "cases.grade": "评定、提高风险等级",
    },
    "审核与回访": {
        "cases.extend_approve": "审批延期",
        "cases.close_approve": "审核办结",
        "cases.downgrade": "审批降低风险等级",
        "cases.visit": "回访",
        "cases.reopen": "重办",
        "cases.archive": "归档",
    },
    "敏感信息": {
        "cases.reveal": "查看未遮蔽的个人信息",
        "cases.see_restricted": "查看涉密、受保护案件",
        "cases.export": "导出案件",
    },
    "工作台账": {
        "ledger.view": "查看台账",
        "ledger.record": "登记台账",
        "ledger.approve": "审核台账",
        "ledger.export": "导出台账",
    },
    "统计与大屏": {
        "insight.view": "统计分析",
        "screens.view": "大屏",
    },
    "绩效": {
        "performance.view": "查看绩效",
        "performance.record": "填报预算、目标与完成情况",
        "performance.review": "审核绩效",
        "performance.publish": "生成报告与公开表",
    },
    "后台管理": {
        "accounts.manage": "管理人员、机构与令牌",
        "roles.manage": "管理角色与权限",
        "codes.manage": "维护代码表",
        "limits.manage": "维护办理时限",
        "rules.manage": "维护分派规则",
        "calendar.manage": "维护工作日历",
        "places.manage": "维护区域与地址",
        "audit.view": "查阅审计日志",
    },
}

PERMISSIONS: dict[str, Permission] = {
    name: Permission(name, label, group)
    for group, rows in _TABLE.items()
    for name, label in rows.items()
}


def groups() -> list[tuple[str, list[Permission]]]:
    """The permissions as the role page shows them: (group label, its permissions), in order."""
    return [(group, [PERMISSIONS[name] for name in rows]) for group, rows in _TABLE.items()]


def unknown(names: Iterable[str]) -> list[str]:
    """Those of `names` that are no permission, sorted."""
    return sorted(set(names) - PERMISSIONS.keys())
