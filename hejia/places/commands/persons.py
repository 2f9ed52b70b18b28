"""Who answers for a grid: appointing and relieving."""

from datetime import date, datetime

from hejia.audit.public import record
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Missing, Refused
from hejia.places.models import GridPerson
from hejia.places.queries.areas import area
from hejia.places.vocabulary import Level, PersonRole


def appoint(
    area_id: int,
    person_key: int,
    role: PersonRole,
    *,
    since: date,
    by: int | None,
    now: datetime,
    instead: int | None = None,
) -> None:
    """Make a person answer for a grid; the appointment `instead` ends as this one begins.

    To be repeated harmlessly. Raises Refused, Missing.
    """
    found = area(area_id)
    if found.level != Level.GRID or not found.current:
        raise Refused("places.not_a_grid", f"“{found.name}”不是现行网格，请选择网格。")
    if since > now.astimezone(CHINA).date():
        # Nobody could be relieved of it before that day.
        raise Refused("places.too_late", fields={"since": "任职日期不能晚于今天"})
    if instead is not None:
        _replace(instead, area_id, person_key, role, since=since, by=by, now=now)
    _, is_new = GridPerson.objects.get_or_create(
        area_id=area_id,
        person_key=person_key,
        role=role,
        until=None,
        defaults={"since": since},
    )
    if is_new:
        facts = {"person": person_key, "role": role.value}
        record("places.appoint", person=by, now=now, subject=found.code, facts=facts)


def _replace(
    appointment_id: int,
    area_id: int,
    person_key: int,
    role: PersonRole,
    *,
    since: date,
    by: int | None,
    now: datetime,
) -> None:
    former = GridPerson.objects.filter(pk=appointment_id, area_id=area_id).first()
    if former is None:
        raise Missing("要接替的责任人")
    if (former.person_key, former.role) == (person_key, role):
        raise Refused("places.same_person", fields={"instead": "接替的是同一人同一职责，不必登记"})
    if since < former.since:
        wrong = f"不能早于被接替者的任职日期{former.since.isoformat()}"
        raise Refused("places.too_early", fields={"since": wrong})
    relieve(appointment_id, until=since, by=by, now=now)


def relieve(appointment_id: int, *, until: date, by: int | None, now: datetime) -> None:
    """End an appointment as of `until`. Raises Missing, Refused."""
    found = GridPerson.objects.select_for_update().filter(pk=appointment_id).first()
    if found is None or found.until is not None:
        raise Missing("该网格责任人")
    if until < found.since:
        wrong = f"不能早于任职日期{found.since.isoformat()}"
        raise Refused("places.too_early", fields={"until": wrong})
    found.until = until
    found.save(update_fields=["until"])
    facts = {"person": found.person_key, "role": found.role}
    record("places.relieve", person=by, now=now, subject=area(found.area_id).code, facts=facts)
