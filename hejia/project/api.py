"""/api/v1: authentication, refusals in one shape, and the rooms' routes."""

from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer

from hejia.accounts.models import Person
from hejia.accounts.public import authenticate_token, person_of
from hejia.cases.api import UNREAD
from hejia.cases.api import router as cases
from hejia.kernel.codes import tables
from hejia.kernel.errors import Missing, Refused
from hejia.project.middleware import refusal_json, status_of


class Token(HttpBearer):
    """A person's or a neighbour system's bearer token; one statement."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        person = authenticate_token(token, timezone.now())
        if person is not None:
            request.user = person
        return person


class Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 ninja's form
        return orjson.dumps(data)


class Body(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


api = NinjaAPI(
    title="和家 hejia",
    version="1",
    description="家事情感纠纷智慧联调：案件接口。时间为 ISO 8601；代码见各代码表。",
    auth=Token(),
    renderer=Json(),
    parser=Body(),
    urls_namespace="api",
)
api.add_router("/cases", cases)


class CodeOut(Schema):
    """One code of a list, and the code it lies under ("" for none)."""

    code: str
    label: str
    parent: str


class MeOut(Schema):
    """Whose token this is, and what it may do."""

    id: int
    name: str
    posts: list[str]
    permissions: list[str]


@api.get("/me", response={200: MeOut, **UNREAD}, tags=["帐号"])
def me(request: HttpRequest) -> dict[str, Any]:
    """令牌属于谁，可以做什么。"""
    person = person_of(request)
    return {
        "id": person.pk,
        "name": person.name,
        "posts": [post.title for post in person.sight.posts],
        "permissions": sorted(person.sight.permissions),
    }


@api.get("/codes/{name}", response={200: list[CodeOut], **UNREAD}, tags=["代码"])
def codes(request: HttpRequest, name: str) -> list[dict[str, str]]:  # noqa: ARG001 same for all
    """一张代码表现在可选的代码，如 source、dispute_type、close_result。"""
    found, today = tables().get(name), timezone.localdate()
    if found is None:
        raise Missing(f"代码表“{name}”")
    return [
        {"code": one.code, "label": one.label, "parent": one.parent}
        for one in found.entries.values()
        if one.valid(today)
    ]


_SENTENCES: Final = {
    "missing": "请提供“{name}”。",
    "uuid_parsing": "“{name}”应为 UUID。",
    "uuid_type": "“{name}”应为 UUID。",
    "int_parsing": "“{name}”应为整数。",
    "int_type": "“{name}”应为整数。",
    "string_type": "“{name}”应为文字。",
    "list_type": "“{name}”应为列表。",
    "dict_type": "“{name}”应为对象。",
    "bool_parsing": "“{name}”应为 true 或 false。",
    "float_parsing": "“{name}”应为数字。",
    "extra_forbidden": "没有“{name}”这一项，请去掉。",
    "datetime_from_date_parsing": "“{name}”应为 ISO 8601 时间，如 2026-03-02T14:30:00+08:00。",
}
_PLACES: Final = {"body", "query", "path", "data", "payload", "filters"}


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, str] = {}
    for fault in error.errors:
        name = ".".join(str(part) for part in fault["loc"] if part not in _PLACES) or "body"
        sentence = _SENTENCES.get(fault["type"], "“{name}”的格式不正确。")
        fields[name] = sentence.format(name=name)
    body = {"code": "invalid", "message": "".join(fields.values()), "fields": fields}
    return api.create_response(request, body, status=422)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    sentence = "请求内容读不出来：应为 UTF-8 编码的 JSON 对象，不含 NaN、Infinity 或残缺的字符。"
    body = {"code": "unreadable", "message": sentence, "fields": {}}
    return api.create_response(request, body, status=error.status_code)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 ninja's form
    body = {
        "code": "unauthenticated",
        "message": "没有有效的令牌：请在请求头 Authorization 中提供 Bearer 令牌。",
        "fields": {},
    }
    return api.create_response(request, body, status=401)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, refusal_json(error), status=status_of(error))


urls = api.urls
