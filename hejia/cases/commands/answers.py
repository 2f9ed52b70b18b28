"""Answers kept for requests that come again: the Idempotency-Key of the API."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives import hashes
from django.http import HttpResponse

from hejia.cases.models import KeptAnswer
from hejia.kernel.errors import Refused

LONGEST_KEY: Final = 120
KEPT: Final = timedelta(days=3)

Answer = Callable[[], tuple[int, dict[str, Any]]]


def kept_answer(
    key: str,
    *,
    person_id: int,
    asked: tuple[str, str, bytes],
    answer: Answer,
    now: datetime,
) -> HttpResponse:
    """Answer as before where this person's key was used before; else make and keep the answer.

    `asked` is (method, path, body). Without a key: simply answer. Raises Refused when the key
    comes with another request. A refusal is not kept, so that it can be mended and sent again.
    """
    if not key:
        return as_response(*answer())
    if len(key) > LONGEST_KEY:
        raise Refused("bad_key", f"Idempotency-Key 最长 {LONGEST_KEY} 个字符。")
    digest = _digest(asked)
    kept = KeptAnswer.objects.filter(person_id=person_id, key=key).first()
    if kept is not None:
        if bytes(kept.request) != digest:
            raise Refused("key_reused", "这个 Idempotency-Key 已用于另一个请求，请换一个新的。")
        return _json(kept.status, kept.body.encode())
    status, body = answer()
    response = as_response(status, body)
    KeptAnswer.objects.create(
        person_id=person_id,
        key=key,
        request=digest,
        status=status,
        body=response.content.decode(),
        at=now,
    )
    return response


def clear_answers(now: datetime) -> int:
    """Forget answers nobody will ask for again; how many they were."""
    return KeptAnswer.objects.filter(at__lt=now - KEPT).delete()[0]


def _digest(asked: tuple[str, str, bytes]) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    for part in (asked[0].encode(), asked[1].encode(), asked[2]):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.finalize()


def as_response(status: int, body: dict[str, Any]) -> HttpResponse:
    """The body as it is: what our own queries put together needs no checking on its way out."""
    return _json(status, orjson.dumps(body))


def _json(status: int, body: bytes) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")
