"""What is sealed stays sealed on every way out, and who looked is remembered."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from hejia.accounts.commands.posts import give_post
from hejia.accounts.models import Person, Role
from hejia.accounts.public import district_federation, issue_token
from hejia.audit.models import Record
from hejia.cases.commands.answers import KEPT, clear_answers
from hejia.cases.commands.importing import Sheet, _note_faults
from hejia.cases.models import CaseImport, ImportFault, KeptAnswer, Notice
from hejia.cases.tests.test_api import body, post
from hejia.kernel.errors import Refused
from hejia.kernel.folders import private_folder
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import VIOLENT, tell

PHONE = "15400000001"
PLACE = "坂田街道虚构路 9 号"


def program(person: Person) -> Client:
    token = issue_token(person.login, now=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def looks(action: str) -> list[int | None]:
    return list(Record.objects.filter(action=action).values_list("person", flat=True))


def test_the_api_masks_and_in_clear_only_with_a_trace(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    worker, path = program(cast.community), f"/api/v1/cases/{case.pk}"
    assert worker.get(path).json()["parties"][0]["phones"] == ["154****0001"]
    assert looks("parties.reveal") == []
    assert worker.get(path, {"clear": "true"}).json()["parties"][0]["phones"] == [PHONE]
    assert looks("parties.reveal") == [cast.community.pk]
    refused = program(cast.supervisor).get(path, {"clear": "true"})
    assert (refused.status_code, refused.json()["code"]) == (422, "forbidden")
    assert looks("parties.reveal") == [cast.community.pk]


def test_a_program_looking_into_a_violent_case_leaves_a_trace(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now(), **VIOLENT)
    assert program(cast.supervisor).get(f"/api/v1/cases/{case.pk}").status_code == 200
    assert looks("cases.look") == [cast.supervisor.pk]


def test_who_pretends_to_be_a_live_refresh_is_remembered(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now(), **VIOLENT)
    refresh = {"HX-Request": "true", "HX-Target": "case", "HX-Live": "true"}
    for _ in range(2):
        assert enter(cast.community).get(f"/cases/{case.pk}/", headers=refresh).status_code == 200
    assert looks("cases.look") == [cast.community.pk]


def test_unmasking_reaches_no_further_than_the_post_that_permits_it(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    """A community worker who also reads the whole district unmasks in the community alone."""
    now = timezone.now()
    role, home = Role.objects.get(code="supervisor"), district_federation()
    assert home is not None
    give_post(
        cast.community.pk, agency_id=home.id, role_id=role.pk, area_id=None, actor=None, now=now
    )
    own, other = (
        tell(cast.dispatcher.sight, community=code, now=now + timedelta(seconds=1))
        for code in (COMMUNITY, OTHER_COMMUNITY)
    )
    browser, worker = enter(cast.community), program(cast.community)
    for case, status in ((own, 200), (other, 404)):
        assert browser.get(f"/cases/{case.pk}/").status_code == 200
        assert browser.post(f"/cases/{case.pk}/parties/1/phone").status_code == status
    assert worker.get(f"/api/v1/cases/{other.pk}", {"clear": "true"}).status_code == 422


def test_a_kept_answer_is_sealed_and_forgotten(cast: Cast) -> None:
    sent = body(address=PLACE)
    desk = program(cast.desk)
    answers = [post(desk, "/cases", sent, idempotency_key="k") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["address"] == PLACE
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cases_keptanswer")
        assert PLACE.encode() not in bytes(cursor.fetchone()[0])
    now = timezone.now()
    assert clear_answers(now) == 0
    assert clear_answers(now + KEPT + timedelta(minutes=1)) == 1
    assert not KeptAnswer.objects.exists()


def test_notices_of_an_agency_are_for_those_of_it_who_may_see_cases(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    """An administrator has a post at the district too, and read there who reported violence."""
    now = timezone.now()
    case = tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT)
    told = Notice.objects.filter(agency_id__in=cast.clerk.sight.agency_ids).first()
    assert told is not None
    assert cast.clerk.sight.agency_ids == cast.district.sight.agency_ids
    assert case.number in enter(cast.district).get("/notices/").content.decode()
    clerk = enter(cast.clerk)
    assert case.number not in clerk.get("/notices/").content.decode()
    assert clerk.get("/notices/count").content == b""
    assert clerk.post(f"/notices/{told.pk}/read").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_files_about_people_stand_in_closed_folders(tmp_path: Path) -> None:
    folder = tmp_path / "files" / "exports"
    folder.mkdir(parents=True, mode=0o755)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_list_of_faults_holds_no_formula_and_no_number_of_a_person(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    now, key = timezone.now(), uuid4()
    CaseImport.objects.create(
        id=key, name="x.csv", path="", columns={}, started_by_id=cast.desk.pk, at=now
    )
    batch = CaseImport.objects.get(pk=key)
    batch.columns = {"party_phone": "电话", "summary": "内容"}
    sheet = Sheet(["电话", "内容"], [["13800000000000", "=1+1"]])
    faults = {"parties.0.phone": "号码不对。", "summary": "太短。"}
    _note_faults(batch, sheet, 0, Refused("incomplete", fields=faults))
    kept = set(ImportFault.objects.filter(batch=batch).values_list("column", "value"))
    assert kept == {("电话", ""), ("内容", "=1+1")}
    answer = enter(cast.desk).get(f"/cases/imports/{key}/faults")
    text = b"".join(answer.streaming_content).decode()
    assert ",'=1+1," in text
    assert "13800000000000" not in text


def test_a_host_that_is_not_ours_is_told_so() -> None:
    answer = Client().get("/login/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
