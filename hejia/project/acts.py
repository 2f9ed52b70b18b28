"""What acts in the log (操作日志) are called: a name for every `audit.record` of the system."""

from typing import Final

from hejia.accounts.public import Subject

ACTS: Final = {
    "accounts.login": "登录",
    "accounts.login_demonstration": "一键登录（演示）",
    "accounts.login_failed": "登录失败",
    "accounts.login_refused": "锁定期间尝试登录",
    "accounts.logout": "退出登录",
    "cases.look": "查看涉家暴或限知案件",
    "parties.reveal": "查看未遮蔽的个人信息",
    "cases.export": "导出案件",
    "cases.import": "批量导入案件",
    "insight.export": "导出统计",
    "ledger.look": "查看台账附件",
    "ledger.export": "导出台账",
    **{f"accounts.{one.value}": f"修改后台设置：{one.label}" for one in Subject},
}

FACTS: Final = {
    "action": "操作",
    "case": "案件",
    "failures": "连续失败次数",
    "file": "附件",
    "name": "文件",
    "number": "编号",
    "party": "当事人",
    "period": "时期",
    "q": "关键字",
    "query": "条件",
    "risk": "风险",
    "status": "状态",
    "street": "街道",
    "what": "项目",
    "within": "范围",
    "login": "登录名",
    **{one.value: one.label for one in Subject},
}

VALUES: Final = {"every": "全部", "name": "姓名", "phone": "电话", "id_no": "证件号码"}
