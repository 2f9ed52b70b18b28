import time
from datetime import UTC, datetime

import pytest

from hejia.accounts import demo
from hejia.accounts.models import *
from hejia.accounts.public import *
from hejia.places import demo as ground

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_try(django_assert_num_queries):
    ground.load(per_grid=1, say=lambda _: None)
    t = time.time()
    n = demo.load(now=NOW, say=lambda _: None)
    print(n, time.time() - t)
    p = Person.objects.get(login="community")
    person_by_key(p.pk, NOW)
    with django_assert_num_queries(1):
        q = person_by_key(p.pk, NOW)
    print(q.sight, q.phone, q.posts_held)
    t = time.time()
    for _ in range(200):
        person_by_key(p.pk, NOW)
    print((time.time() - t) / 200 * 1000, "ms")
    assert 0
