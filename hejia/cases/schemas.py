"""The shapes the API speaks. Checking is the commands' (`commands/statement.py`, the table)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class PartyIn(Schema):
    """One person of the case; only `role` is required."""

    role: str = Field(description="身份，代码表 party_role")
    name: str | None = Field(None, description="姓名；匿名可不填")
    phone: str | None = None
    id_type: str | None = Field(None, description="证件类型，代码表 id_type（GA/T 517）")
    id_no: str | None = None
    gender: str | None = Field(None, description="性别，代码表 gender（GB/T 2261.1）")
    address: str | None = None
    special_groups: list[str] | None = Field(None, description="代码表 special_group")
    safe_contact: str | None = None

    model_config = {"extra": "forbid"}


class ReportIn(Schema):
    """A report. `id` is made by the sender (UUIDv7), so that sending twice is harmless."""

    id: UUID
    source: str = Field(description="案件来源，代码表 source")
    source_ref: str | None = Field(None, description="来源单号；同一来源同一单号只成一案")
    channel: str | None = None
    type: str = Field(description="纠纷类型，代码表 dispute_type")
    category: str | None = None
    summary: str = Field(description="简要情况，2000 字以内")
    demand: str | None = None
    cause: str | None = None
    urgency: str | None = None
    occurred_at: datetime | None = None
    screening: str = Field(description="安全提问：yes / no / unsafe / not_asked")
    address_code: str | None = Field(None, description="统一地址编码，25 位")
    address: str | None = None
    community: str | None = Field(None, description="社区编码，12 位")
    lon: float | None = None
    lat: float | None = None
    crs: str | None = Field(None, description="坐标系：wgs84（默认）、gcj02、bd09")
    restricted: bool | None = None
    risk: dict[str, Any] = Field(default_factory=dict, description="危险事实，如 weapon、injury")
    parties: list[PartyIn] = Field(default_factory=list)

    model_config = {"extra": "forbid"}


class ClockOut(Schema):
    """One deadline, with its basis."""

    kind: str
    label: str
    turn: int
    state: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    basis: str
    provisional: bool


class ListedOut(Schema):
    """A case as a list shows it."""

    id: UUID
    number: str
    version: int
    status: str
    status_label: str
    source: str
    category: str
    type: str
    type_label: str
    risk: str
    is_dv: bool
    brief: str
    reports: int
    street: str
    community: str
    holder: str
    holder_id: int | None
    handler_id: int | None
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    next_due_at: datetime | None
    next_clock: str
    provisional: bool
    satisfaction: str


class PartyOut(Schema):
    """A person, masked unless the reader may see more."""

    number: int
    role: str
    role_label: str
    name: str
    phones: list[str]
    id_no: str
    gender: str
    special_groups: list[str]


class ActionOut(Schema):
    """A step the reader may take now, and what must be stated."""

    action: str
    label: str
    facts: list[dict[str, Any]]


class CaseOut(ListedOut):
    """A case in full, as far as the reader may see it."""

    summary: str
    demand: str
    address: str
    source_ref: str
    urgency: str
    occurred_at: datetime | None
    accepted_at: datetime | None
    signed_at: datetime | None
    reached_at: datetime | None
    mediation_allowed: bool
    risk_reasons: list[str]
    merged_into: UUID | None
    parties: list[PartyOut]
    clocks: list[ClockOut]
    actions: list[ActionOut]
    why_here: str = Field(description="分派规则的说明")


class PageOut(Schema):
    """A page of a list; `next` goes into `after` of the next request, "" on the last page."""

    items: list[ListedOut]
    next: str


class EventOut(Schema):
    """One thing that happened."""

    number: int
    action: str
    label: str
    at: datetime
    actor: int | None
    actor_name: str
    agency: str
    source: str
    target: str
    facts: dict[str, Any]
    hash: str


class ActIn(Schema):
    """The version that was seen; everything else is a fact of the action."""

    seen: int

    model_config = {"extra": "allow"}


class RefusalOut(Schema):
    """Why not: `message` for people, `fields` with one sentence per field."""

    code: str
    message: str
    fields: dict[str, str] = Field(default_factory=dict)
    seen: int | None = None
    version: int | None = None
