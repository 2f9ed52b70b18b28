"""/healthz: what a monitor asks; /live/pulse: what pages ask that cannot listen."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.defaults import server_error

from hejia.kernel import outbox
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.district import door
from hejia.project import demonstrated

HEARD_WITHIN: Final = timedelta(seconds=60)
"""News is relayed within a second; what waits for longer than this is heard by nobody."""


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 otherwise, with one line for each part.

    `?only=database` answers for the pages alone, as a start asks: news that waited while the
    system was off is not yet heard then.
    """
    parts: dict[str, object] = {}
    try:
        with door(settings.DISTRICT):
            now = timezone.localtime()
            parts["database"] = "ok"
            parts["news"] = _news(now)
            parts["news_waiting"] = outbox.backlog()
            parts["calendar"] = {
                str(year): "ok" if working_calendar().covers(year) else "暂定"
                for year in (now.year, now.year + 1)
            }
    except DatabaseError:
        parts["database"] = "down"
    judged = ("database",) if request.GET.get("only") == "database" else ("database", "news")
    ok = all(parts.get(part) == "ok" for part in judged)
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


def _news(now: datetime) -> str:
    """Whether news is handed on in time; while the demonstration fills in a past, it may wait."""
    since = outbox.oldest()
    if since is None or now - since <= HEARD_WITHIN:
        return "ok"
    if settings.DEMONSTRATION and not demonstrated.is_complete(settings.HOME):
        return "ok"
    waited = int((now - since).total_seconds())
    return f"最早的一条消息已等待 {waited} 秒未传递，后台任务进程可能已停止，请查看其日志。"


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
