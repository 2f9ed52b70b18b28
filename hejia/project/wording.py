"""How times and amounts are said on the pages.  Pure: the present moment is an argument."""

from datetime import datetime, timedelta

from hejia.kernel.calendar import CHINA

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def span(length: timedelta) -> str:
    """`length` in its two largest units: 3天4小时, 20分钟; below a minute 不到1分钟."""
    seconds = int(abs(length.total_seconds()))
    if seconds < _MINUTE:
        return "不到1分钟"
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days:
        return f"{days}天{hours}小时" if hours and days < 10 else f"{days}天"
    if hours:
        return f"{hours}小时{minutes}分" if minutes and hours < 10 else f"{hours}小时"
    return f"{minutes}分钟"


def time_left(due: datetime, now: datetime) -> str:
    """剩… before `due`, 超…  after it."""
    return f"剩{span(due - now)}" if due >= now else f"超{span(now - due)}"


def share_used(start: datetime | None, due: datetime, now: datetime) -> int:
    """Percent of the time from `start` to `due` that is gone, 0 to 100."""
    if start is None or due <= start:
        return 100 if now >= due else 0
    return max(0, min(100, int(100 * (now - start) / (due - start))))


def short_moment(moment: datetime, now: datetime) -> str:
    """今天 15:40, 11-20 15:40 this year, 2025-11-20 15:40 before; China's time."""
    moment, now = moment.astimezone(CHINA), now.astimezone(CHINA)
    if moment.date() == now.date():
        return f"今天 {moment:%H:%M}"
    return f"{moment:%m-%d %H:%M}" if moment.year == now.year else f"{moment:%Y-%m-%d %H:%M}"


def percent(part: int | None, whole: int | None) -> str:
    """96.4%; — where there is nothing to divide by. Only all is 100 %, only none is 0 %."""
    if not whole or part is None:
        return "—"
    share = 100 * part / whole
    if 0 < part < whole:
        share = min(max(share, 0.1), 99.9)
    return f"{share:.1f}%"
