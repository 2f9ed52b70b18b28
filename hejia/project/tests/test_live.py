"""News go to whoever may see the case they are about, and to nobody else."""

from hejia.project.live import concerns
from hejia.testing.cast import Cast


def test_news_of_cases_follow_the_lanes_of_the_posts_that_see_cases(cast: Cast) -> None:
    (community,) = (key for kind, key in cast.community.sight.lanes if kind == "community")
    news = {"subject": "x", "topic": "cases.sign", "community": community, "street": 0}
    assert concerns(cast.community.sight, news)
    assert concerns(cast.district.sight, news)
    for blind in (cast.stranger, cast.clerk, cast.sysadmin, cast.auditor):
        assert not concerns(blind.sight, news)
