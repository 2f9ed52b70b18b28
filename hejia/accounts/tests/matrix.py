"""Who opens which page of accounts; see hejia/testing/matrix.py."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hejia.accounts.models import Agency, Person, Post, Role, Token
from hejia.testing.matrix import EVERYBODY, Row, World

SYSTEM, SECURITY, AUDIT = ("sysadmin",), ("secadmin",), ("auditor",)
Told = Callable[[World], Mapping[str, Any]]


def somebody(world: World) -> Mapping[str, Any]:
    return {"person_id": world.cast.community.pk}


def post_of_somebody(world: World) -> Mapping[str, Any]:
    person = world.cast.community.pk
    post = world.once("post", lambda: Post.objects.filter(person=person).get().pk)
    return {"person_id": person, "post_id": post}


def new_post(world: World) -> Mapping[str, Any]:
    return world.once(
        "new post",
        lambda: {
            "agency": Agency.objects.get(code="FL").pk,
            "role": Role.objects.get(code="supervisor").pk,
        },
    )


def an_agency(world: World) -> Mapping[str, Any]:
    return world.once("agency", lambda: {"agency_id": Agency.objects.get(code="SF").pk})


def a_role(world: World) -> Mapping[str, Any]:
    return world.once("role", lambda: {"role_id": Role.objects.get(code="lawyer").pk})


def a_token(world: World) -> Mapping[str, Any]:
    def make() -> Mapping[str, Any]:
        stamp = world.cast.desk.created_at
        token = Token.objects.create(
            person=Person.objects.get(login="intake"),
            name="某平台",
            digest=b"x" * 32,
            issued_at=stamp,
            expires_at=stamp.replace(year=2099),
        )
        return {"token_id": token.pk}

    return world.once("token", make)


def said(**facts: Any) -> Told:
    return lambda world: facts  # noqa: ARG005 a story that needs nobody


def a_year(world: World) -> Mapping[str, Any]:
    file = SimpleUploadedFile("2040.csv", "日期,类别\n2040-13-01,法定节假日\n".encode())
    return {"year": 2040, "source": "某通知", "file": file}


CODE = {"name": "source", "code": "01"}

ROWS: dict[str, Row | tuple[Row, ...]] = {
    "accounts:login": Row((), others=302, nobody=200),
    "accounts:demonstration": Row((), method="POST", nobody=404),
    "accounts:logout": Row(EVERYBODY, 302, "POST"),
    "accounts:account": Row(EVERYBODY),
    "accounts:act_as": Row(EVERYBODY, 302, "POST"),
    "accounts:password": (Row(EVERYBODY), Row(EVERYBODY, 422, "POST", data=said(old="x"))),
    "accounts:backoffice": Row(("sysadmin", "secadmin", "auditor")),
    "accounts:people": Row(SYSTEM),
    "accounts:person_new": (
        Row(SYSTEM),
        Row(SYSTEM, 200, "POST", data=said(login="newbie", name="新演", kind="human")),
    ),
    "accounts:person": Row(SYSTEM, args=somebody),
    "accounts:person_edit": (
        Row(SYSTEM, args=somebody),
        Row(SYSTEM, 302, "POST", args=somebody, data=said(name="改演名", seen=1)),
    ),
    "accounts:person_status": Row(
        SYSTEM, 302, "POST", args=somebody, data=said(status="locked", reason="离岗")
    ),
    "accounts:person_reset": Row(SYSTEM, 200, "POST", args=somebody),
    "accounts:post_give": Row(SYSTEM, 302, "POST", args=somebody, data=new_post),
    "accounts:post_end": Row(SYSTEM, 302, "POST", args=post_of_somebody),
    "accounts:agencies": Row(SYSTEM),
    "accounts:agency_new": (Row(SYSTEM), Row(SYSTEM, 422, "POST", data=said(name="某机构"))),
    "accounts:agency": (
        Row(SYSTEM, args=an_agency),
        Row(SYSTEM, 422, "POST", args=an_agency, data=said(name="")),
    ),
    "accounts:roles": Row(SECURITY),
    "accounts:role_new": (
        Row(SECURITY),
        Row(SECURITY, 302, "POST", data=said(name="志愿者", code="volunteer", scope="own_tasks")),
    ),
    "accounts:role": (
        Row(SECURITY, args=a_role),
        Row(
            SECURITY,
            302,
            "POST",
            args=a_role,
            data=said(name="律师", scope="own_tasks", valid="on", seen=1),
        ),
    ),
    "accounts:tokens": Row(SYSTEM),
    "accounts:token_new": (
        Row(SYSTEM),
        Row(SYSTEM, 200, "POST", data=said(login="intake", name="某平台", days=30)),
    ),
    "accounts:token_revoke": Row(SYSTEM, 302, "POST", args=a_token),
    "accounts:codes": Row(SYSTEM),
    "accounts:code_list": Row(SYSTEM, args=said(name="source")),
    "accounts:code_new": (
        Row(SYSTEM, args=said(name="source")),
        Row(
            SYSTEM,
            302,
            "POST",
            args=said(name="source"),
            data=said(code="zz9", label="某来源"),
        ),
    ),
    "accounts:code": (
        Row(SYSTEM, args=said(**CODE)),
        Row(SYSTEM, 422, "POST", args=said(**CODE), data=said(label="")),
    ),
    "accounts:calendar": Row(SYSTEM),
    "accounts:calendar_load": Row(SYSTEM, 302, "POST"),
    "accounts:calendar_import": Row(SYSTEM, 422, "POST", data=a_year),
    "accounts:calendar_hours": Row(SYSTEM, 302, "POST", data=said(hours="08:30-12:00 14:00-17:30")),
    "accounts:changes": Row(AUDIT),
    "accounts:log": Row(AUDIT),
}
