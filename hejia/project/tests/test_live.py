"""News go to whoever may see the case they are about, and to nobody else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from hejia.kernel.district import door
from hejia.project import live
from hejia.project.live import Page, concerns
from hejia.testing.cast import Cast, gather


def test_news_of_cases_follow_the_lanes_of_the_posts_that_see_cases(cast: Cast) -> None:
    (community,) = (key for kind, key in cast.community.sight.lanes if kind == "community")
    news = {"subject": "x", "topic": "cases.sign", "community": community, "street": 0}
    assert concerns(cast.community.sight, news)
    assert concerns(cast.district.sight, news)
    for blind in (cast.stranger, cast.clerk, cast.sysadmin, cast.auditor):
        assert not concerns(blind.sight, news)


@pytest.mark.usefixtures("committed_db")
def test_who_begins_to_listen_anew_lets_open_pages_ask_for_what_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The stream stood all the while: only the line to the database was lost."""
    with door(settings.DISTRICT):
        page = Page(gather().community.sight)
    monkeypatch.setattr(live, "_pages", {page})

    async def listening() -> str:
        task = asyncio.create_task(live._listen())
        try:
            return await asyncio.wait_for(page.waiting.get(), 10)
        finally:
            task.cancel()

    # In a thread: tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as elsewhere:
        assert '"topic": "*"' in elsewhere.submit(asyncio.run, listening()).result()
