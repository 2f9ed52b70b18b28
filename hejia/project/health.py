"""/healthz: what a monitor asks; /live/pulse: what pages ask that cannot listen."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.defaults import server_error

from hejia.kernel import outbox
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.district import door


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 a view takes a request
    """200 when all is well, 503 otherwise, with one line for each part."""
    parts: dict[str, object] = {}
    try:
        with door(settings.DISTRICT):
            now = timezone.localtime()
            parts["database"] = "ok"
            parts["news_waiting"] = outbox.backlog()
            parts["calendar"] = {
                str(year): "ok" if working_calendar().covers(year) else "暂定"
                for year in (now.year, now.year + 1)
            }
    except DatabaseError:
        parts["database"] = "down"
    ok = parts["database"] == "ok"
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


def broken(request: HttpRequest) -> HttpResponse:
    """What failed for a reason of ours, said as the asker reads it; the log tells more."""
    if not request.path.startswith("/api/"):
        return server_error(request)
    sentence = "系统出了错，刚才的请求没有完成，也没有留下一半的结果。请稍后重试。"
    return JsonResponse({"code": "broken", "message": sentence, "fields": {}}, status=500)


def pulse(request: HttpRequest) -> JsonResponse:
    """The number of the newest news: it grows whenever anything happened in the district."""
    if not request.user.is_authenticated:
        return JsonResponse({"code": "unauthenticated"}, status=401)
    return JsonResponse({"pulse": outbox.latest()})
