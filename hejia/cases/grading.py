"""The risk colour of a case, from facts and the screening question.

There is no national standard; the criteria are the district's own (domain §1.2 of the
specification), put together from 全国妇联 危险预测量表 (2018), the colour schemes in use in
德清 and others, and 反家庭暴力法. The highest colour any fact calls for is taken, and every
reason is kept, so that a page can say why.

Pure: no Django, no clock, no database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from hejia.cases.vocabulary import (
    CONTROL_FORMS,
    CRUELTY,
    GRAVE_INJURY,
    LIGHT_INJURY,
    MINOR_INJURY,
    SELF_HARM_CRISIS,
    SEXUAL_FORMS,
    SUICIDE_THREAT,
    RiskLevel,
    Screening,
    gravity,
)

SCALE = "全国妇联家庭暴力危险预测量表（2018）"
OURS = "本区规定"
GROUPS = "反家庭暴力法第5条"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What is known of the danger. False means "not stated", which is why `assessed` exists.

    The flags have the names under which `guards.RISK_FACTS` asks for them. `forms` are codes of
    `violence_form`, `injury` one of `injury_level`. `score` is that of the instrument, 0 to 9,
    None where it was not used; `special_item` one of its two unscored questions answered yes.
    `assessed`: somebody went through the facts, as opposed to a first report.
    """

    is_dv: bool = False
    assessed: bool = False
    screening: str = Screening.NOT_ASKED
    dispute_type: str = ""
    ongoing: bool = False
    weapon: bool = False
    strangled: bool = False
    threat_to_kill: bool = False
    threat_of_suicide: bool = False
    order_breached: bool = False
    repeated: bool = False
    addiction: bool = False
    separation: bool = False
    protected_victim: bool = False
    warned_before: bool = False
    violence: bool = False
    pushing: bool = False
    conflict: bool = False
    fracture: bool = False
    injury: str = ""
    forms: frozenset[str] = field(default_factory=frozenset)
    score: int | None = None
    special_item: bool = False

    @classmethod
    def stated(cls, stated: Mapping[str, Any], **known: Any) -> "RiskFacts":
        """From the facts somebody stated (others, such as a note, are left aside)."""
        names = {one.name for one in fields(cls)}
        chosen = {name: value for name, value in stated.items() if name in names}
        if "forms" in chosen:
            chosen["forms"] = frozenset(chosen["forms"])
        return cls(**(chosen | known))

    @property
    def violent(self) -> bool:
        """Whether there is any sign of violence of one against another."""
        return (
            self.is_dv
            or self.violence
            or self.ongoing
            or self.strangled
            or self.threat_to_kill
            or self.order_breached
            or self.repeated
            or self.warned_before
            or bool(self.forms)
            or self.screening == Screening.YES
            or self._hurt_by_another
        )

    @property
    def _hurt_by_another(self) -> bool:
        """An injury or a weapon, unless somebody is a danger to himself."""
        hurt = gravity(self.injury) > 0 or self.weapon
        return hurt and self.dispute_type != SELF_HARM_CRISIS


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that calls for a colour, and where that is laid down."""

    level: RiskLevel
    code: str
    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Grading:
    """The colour, with the reasons that call for it (first) and those that call for less."""

    level: RiskLevel
    reasons: tuple[Reason, ...]

    def sentences(self) -> tuple[str, ...]:
        """The reasons as lines to be kept and shown."""
        return tuple(f"{one.text}（{one.basis}）" for one in self.reasons)


Test = Callable[[RiskFacts], bool]
Criterion = tuple[str, str, str, Test]


def _severely_hurt_and_protected(known: RiskFacts) -> bool:
    hurt = gravity(known.injury) >= LIGHT_INJURY or known.fracture
    return known.protected_victim and (
        hurt or CRUELTY in known.forms or not SEXUAL_FORMS.isdisjoint(known.forms)
    )


def _breached_and_hurt(known: RiskFacts) -> bool:
    return known.order_breached and gravity(known.injury) > 0


_RED: Final[tuple[Criterion, ...]] = (
    ("scale_high", "量表 6 分以上", SCALE, lambda k: (k.score or 0) >= 6),
    ("special_item", "量表特别提示题为“是”", SCALE, lambda k: k.special_item),
    ("ongoing", "正在施暴", OURS, lambda k: k.ongoing),
    ("weapon", "持械或者有致命物", OURS, lambda k: k.weapon or "17" in k.forms),
    ("strangled", "勒颈、压水等使人不能呼吸", SCALE, lambda k: k.strangled or "16" in k.forms),
    ("lethal_act", "推坠、泼洒、灌毒", SCALE, lambda k: "18" in k.forms),
    ("threat_to_kill", "扬言杀人或者同归于尽", OURS, lambda k: k.threat_to_kill),
    (
        "threat_of_suicide",
        "以自杀相威胁或者有自杀举动",
        OURS,
        lambda k: k.threat_of_suicide or SUICIDE_THREAT in k.forms,
    ),
    ("self_harm", "自杀、自伤危机", OURS, lambda k: k.dispute_type == SELF_HARM_CRISIS),
    ("breach_hurt", "违反保护令或者告诫后再犯，且有伤", OURS, _breached_and_hurt),
    (
        "grave_injury",
        "重伤、骨折或者死亡",
        OURS,
        lambda k: k.fracture or gravity(k.injury) >= GRAVE_INJURY,
    ),
    (
        "protected_hurt",
        "未成年人、老年人等受到严重伤害",
        GROUPS,
        _severely_hurt_and_protected,
    ),
)

_ORANGE: Final[tuple[Criterion, ...]] = (
    ("scale_medium", "量表 4 至 5 分", SCALE, lambda k: k.score in (4, 5)),
    ("breach", "违反保护令或者告诫后再犯", OURS, lambda k: k.order_breached),
    ("repeated", "12 个月内两次以上家庭暴力", OURS, lambda k: k.repeated),
    ("injured", "轻微伤以上", OURS, lambda k: gravity(k.injury) >= MINOR_INJURY),
    (
        "addiction",
        "施暴人酗酒、吸毒或者精神障碍未服药",
        OURS,
        lambda k: k.addiction and k.violent,
    ),
    (
        "protected_victim",
        "特殊保护群体遭受暴力",
        GROUPS,
        lambda k: k.protected_victim and k.violent,
    ),
    (
        "separation",
        "分居、离婚或者争夺子女期间有控制、跟踪",
        OURS,
        lambda k: k.separation or (k.is_dv and not CONTROL_FORMS.isdisjoint(k.forms)),
    ),
    ("sexual", "性暴力", OURS, lambda k: not SEXUAL_FORMS.isdisjoint(k.forms)),
    ("warned_before", "已有告诫书", OURS, lambda k: k.warned_before),
    (
        "unsafe_to_ask",
        "不便询问：危险不能排除，先按橙色管理",
        OURS,
        lambda k: k.screening == Screening.UNSAFE,
    ),
)

_YELLOW: Final[tuple[Criterion, ...]] = (
    (
        "scale_low",
        "量表 1 至 3 分且有暴力",
        SCALE,
        lambda k: k.violent and 1 <= (k.score or 0) <= 3,
    ),
    ("violence", "有暴力", OURS, lambda k: k.violent),
    ("pushing", "有推搡、毁物", OURS, lambda k: k.pushing),
    ("conflict", "反复报警、重大财产或者抚养冲突、情绪失控", OURS, lambda k: k.conflict),
    (
        "addiction_quiet",
        "一方酗酒、吸毒或者精神障碍未服药",
        OURS,
        lambda k: k.addiction and not k.violent,
    ),
)

_LADDER: Final = ((RiskLevel.R1, _RED), (RiskLevel.R2, _ORANGE), (RiskLevel.R3, _YELLOW))

_UNASSESSED = Reason(RiskLevel.R0, "unassessed", "涉家庭暴力，尚未评估：两小时内须评估", OURS)
_NOT_ASKED = Reason(RiskLevel.R0, "not_asked", "尚未询问是否有暴力或者威胁", OURS)
_QUIET = Reason(RiskLevel.R4, "quiet", "没有暴力和威胁", OURS)


def grade(known: RiskFacts) -> Grading:
    """The colour these facts call for.

    A case with signs of violence that nobody assessed stays grey unless a fact calls for red or
    orange: yellow would be looser than what a grey one of violence turns into after two hours.
    One without signs is blue only where somebody asked, or assessed it.
    """
    reasons = tuple(
        Reason(level, code, text, basis)
        for level, criteria in _LADDER
        for code, text, basis, test in criteria
        if test(known)
    )
    if reasons and reasons[0].level.severity >= RiskLevel.R2.severity:
        return Grading(reasons[0].level, reasons)
    if known.violent and not known.assessed:
        return Grading(RiskLevel.R0, (_UNASSESSED, *reasons))
    if reasons:
        return Grading(reasons[0].level, reasons)
    if known.assessed or known.screening == Screening.NO:
        return Grading(RiskLevel.R4, (_QUIET,))
    return Grading(RiskLevel.R0, (_NOT_ASKED,))


def is_downgrade(now: str, wanted: str) -> bool:
    """Whether `wanted` is lower than a colour already found; also back to "not assessed"."""
    return RiskLevel.of(wanted).severity < RiskLevel.of(now).severity


def on_assessment_overdue(level: str, is_dv: bool, becomes: RiskLevel | None = None) -> RiskLevel:
    """The colour once the time for assessing ran out: grey with violence becomes orange.

    `becomes`: what the limit says instead; lower than orange it is not heard (domain: R0).
    """
    if level != RiskLevel.R0 or not is_dv:
        return RiskLevel.of(level)
    return max(becomes or RiskLevel.R2, RiskLevel.R2, key=lambda one: one.severity)


def mediation_allowed(level: str, *, is_dv: bool) -> bool:
    """Whether the parties may be brought to one table: not in red, nor in unassessed violence.

    The rest of what a colour forbids (returning, suspending, closing) stands in `guards`.
    """
    return level != RiskLevel.R1 and not (level == RiskLevel.R0 and is_dv)
