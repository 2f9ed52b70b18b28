"""/healthz: what a monitor asks."""

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 a view takes a request
    return JsonResponse({"ok": True})
