"""What is stated when a case is reported: the fields, what they mean, and how they are checked.

One declaration serves the form, the API and the import (domain §3.1–3.2). Required are few: who
told us (source), what it is about (type, summary), whether anybody is in danger (screening), and
a name with the role for at least one person, who may stay anonymous.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.cases.guards import RISK_FACTS
from hejia.kernel.codes import holder
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind, When, check_facts
from hejia.parties.public import PartyFacts, check

_ASKED = "先问安全：有没有打骂、威胁、限制自由，或者让人害怕的事；对方在旁边时不要追问。"

REPORT_FACTS: Final = (
    Fact("source", "案件来源", Kind.CODE, codes="source"),
    Fact("source_ref", "来源单号", Kind.TEXT, required=False, max_length=64),
    Fact("channel", "反映形式", Kind.CODE, required=False, codes="channel"),
    Fact("type", "纠纷类型", Kind.CODE, codes="dispute_type"),
    Fact("category", "报表大类", Kind.CODE, required=False, codes="category"),
    Fact("summary", "简要情况", Kind.TEXT, max_length=2000, help="时间、地点、人物、起因、经过"),
    Fact("demand", "诉求", Kind.TEXT, required=False, max_length=1000),
    Fact("cause", "起因", Kind.TEXT, required=False, max_length=1000),
    Fact("urgency", "紧急程度", Kind.CODE, required=False, codes="urgency"),
    Fact("occurred_at", "发生时间", Kind.MOMENT, required=False, when=When.PAST),
    Fact("screening", "安全提问", Kind.CODE, codes="screening", help=_ASKED),
    Fact("address_code", "统一地址编码", Kind.TEXT, required=False, max_length=25),
    Fact("address", "发生地址", Kind.TEXT, required=False, max_length=200),
    Fact("community", "所属社区", Kind.TEXT, required=False, max_length=15),
    Fact("lon", "经度", Kind.NUMBER, required=False),
    Fact("lat", "纬度", Kind.NUMBER, required=False),
    Fact("crs", "坐标系", Kind.TEXT, required=False, max_length=10),
    Fact("restricted", "限知", Kind.FLAG, required=False, help="当事人是本系统工作人员或其亲属"),
    *(fact for fact in RISK_FACTS if fact.name != "note"),
)

PARTY_FACTS: Final = (
    Fact("role", "身份", Kind.CODE, codes="party_role"),
    Fact("name", "姓名", Kind.TEXT, required=False, max_length=50, help="匿名的可不填"),
    Fact("phone", "联系电话", Kind.TEXT, required=False, max_length=20),
    Fact("id_type", "证件类型", Kind.CODE, required=False, codes="id_type"),
    Fact("id_no", "证件号码", Kind.TEXT, required=False, max_length=30),
    Fact("gender", "性别", Kind.CODE, required=False, codes="gender"),
    Fact("address", "住址", Kind.TEXT, required=False, max_length=200),
    Fact("special_groups", "特殊群体", Kind.CODES, required=False, codes="special_group"),
    Fact("safe_contact", "安全联系方式", Kind.TEXT, required=False, max_length=200),
)

MOST_PARTIES: Final = 20


@dataclass(frozen=True, slots=True)
class Statement:
    """A report, checked: codes exist, lengths hold, moments are not in the future.

    `facts` and each of `parties` hold only what was stated, cleaned by kind (kernel/facts.py).
    """

    id: UUID
    facts: Mapping[str, Any]
    parties: tuple[Mapping[str, Any], ...]

    def people(self) -> list[PartyFacts]:
        """The parties as `parties` takes them."""
        return [PartyFacts(**party) for party in self.parties]


def check_statement(
    key: UUID, facts: Mapping[str, Any], parties: Sequence[Mapping[str, Any]], *, now: datetime
) -> Statement:
    """Check everything at once; raises Refused with a sentence per field.

    A party's field is named `parties.<place>.<field>`, counted from 0.
    """
    faults: dict[str, str] = {}
    checked = _checked(REPORT_FACTS, facts, "", faults, now)
    if not parties:
        faults["parties"] = "请至少登记一名当事人；不愿留姓名的，可只选身份。"
    if len(parties) > MOST_PARTIES:
        faults["parties"] = f"当事人最多登记 {MOST_PARTIES} 名，其余请在办理中补充。"
    people = tuple(
        _checked(PARTY_FACTS, party, f"parties.{place}.", faults, now)
        for place, party in enumerate(parties[:MOST_PARTIES])
    )
    statement = Statement(key, checked, people)
    if not faults:
        faults.update(check(statement.people(), now=now))
    if faults:
        raise Refused("incomplete", fields=faults)
    return statement


def _checked(
    facts: tuple[Fact, ...],
    given: Mapping[str, Any],
    prefix: str,
    faults: dict[str, str],
    now: datetime,
) -> dict[str, Any]:
    try:
        return check_facts(facts, given, lookup=holder(now), now=now)
    except Refused as refusal:
        faults.update({f"{prefix}{name}": text for name, text in refusal.fields.items()})
        return {}
