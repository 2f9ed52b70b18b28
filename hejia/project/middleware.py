"""What surrounds every request: the district's door, the headers, and how a refusal is told."""

import logging
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hejia.kernel.district import door
from hejia.kernel.errors import Missing, Refused, Stale

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("hejia.web")

OUTSIDE: Final = ("/static/", "/healthz")
"""Paths that open no district: they touch no table, or open doors of their own."""

OVERTAKEN_BY: Final = frozenset({"23505", "40001", "40P01"})
"""SQLSTATEs of a transaction that another one overtook: the request is run once more.

Unique violation (the same report from two senders at once), serialisation failure, deadlock.
"""

_OVERTAKEN: Final = "hejia_overtaken"
_RACED: Final = "同一时刻有别人改动了同一内容，没有保存。请回到上一页刷新，看过最新情况后再提交。"


def status_of(refusal: Refused) -> int:
    """The HTTP status a refusal travels under."""
    if isinstance(refusal, Missing):
        return 404
    return 409 if isinstance(refusal, Stale) or refusal.code == "duplicate" else 422


def refusal_json(refusal: Refused) -> dict[str, Any]:
    """A refusal as programs are told it: code, sentence, sentences by field; versions if stale."""
    told: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.sentence,
        "fields": refusal.fields,
    }
    if isinstance(refusal, Stale):
        told |= {"seen": refusal.seen, "version": refusal.now_at}
    return told


class Door:
    """Run the request inside one transaction of its district.

    An answer of 400 or above leaves no trace in the database: whatever was written before the
    refusal is rolled back, so nothing is ever half done. What must outlive a refusal (a failed
    login, say) is answered with 200. A request that another one overtook is run once more;
    overtaken twice, it is told as the second of two writers is, 409.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        response = self._enter(request)
        if getattr(response, _OVERTAKEN, False):
            # Somebody was faster by a hair; what they did is committed and to be seen now.
            response = self._enter(request)
        return response

    def _enter(self, request: HttpRequest) -> HttpResponse:
        with door(settings.DISTRICT):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if sqlstate_of(error) not in OVERTAKEN_BY:
            return None
        # The transaction is lost: a page with the menu could not be drawn within it.
        response = HttpResponse(_RACED, status=409, content_type="text/plain; charset=utf-8")
        if request.path.startswith("/api/"):
            response = JsonResponse(refusal_json(Refused("stale", _RACED)), status=409)
        setattr(response, _OVERTAKEN, True)
        return response


def sqlstate_of(error: BaseException | None) -> str:
    """The SQLSTATE of a database error, through Django's wrapping; "" where there is none."""
    while error is not None:
        state = getattr(error, "sqlstate", None)
        if state:
            return str(state)
        error = error.__cause__
    return ""


class Headers:
    """A page loads nothing from elsewhere and runs no script written into it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host().rsplit(":", 1)[0]
        except DisallowedHost:
            sentence = "这个网址不是本系统的地址（HEJIA_HOSTS 中没有）。"
            return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
        response = self.get_response(request)
        live = settings.LIVE_URL or f"{request.scheme}://{host}:{settings.PORT + 1}"
        connect = "'self'" if live.startswith("/") else f"'self' {live}"
        response.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
            f"connect-src {connect}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        )
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


_NO_SUCH_ROUTE: Final = {
    404: Refused("missing", "没有这个接口地址。全部接口见 /api/v1/openapi.json。"),
    405: Refused("wrong_method", "这个接口地址不接受这种请求方法。见 /api/v1/openapi.json。"),
}
"""What Django and ninja themselves answer below /api/, in the shape of every other refusal."""

_UNFIT: Final = "有一项内容不能保存：数字过大，或含有不能识别的字符。请检查后重新提交。"


class Refusals:
    """Tell a refusal no view caught: a page for people, JSON for programs.

    A value no column of the database can hold is the sender's mistake, not ours.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refusal = _NO_SUCH_ROUTE.get(response.status_code)
        told = response.headers.get("Content-Type", "").startswith("application/json")
        if refusal is None or told or not request.path.startswith("/api/"):
            return response
        kept = {"Allow": response["Allow"]} if "Allow" in response else None
        return JsonResponse(refusal_json(refusal), status=response.status_code, headers=kept)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):
            log.warning("a value was refused by the database: %s", request.path, exc_info=error)
            error = Refused("bad_value", _UNFIT)
        if not isinstance(error, Refused):
            return None
        status = status_of(error)
        if request.path.startswith("/api/"):
            return JsonResponse(refusal_json(error), status=status)
        return render(request, "refused.html", {"refusal": error}, status=status)
