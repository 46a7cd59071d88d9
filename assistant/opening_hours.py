"""Opening hours: whether a help contact is open at a time."""

import datetime
import re
from zoneinfo import ZoneInfo

ALWAYS = "always"
LONDON = ZoneInfo("Europe/London")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
_CLOCK = r"(\d{1,2}):([0-5]\d)"
_SPAN = re.compile(rf"{_DAY}(?:\s*-\s*{_DAY})?\s+{_CLOCK}\s*-\s*{_CLOCK}", re.IGNORECASE)


def now_in_london() -> datetime.datetime:
    """Return the time in the United Kingdom."""
    return datetime.datetime.now(LONDON)


def is_open(hours: str, at: datetime.datetime) -> bool | None:
    """Return whether hours such as "Mon-Fri 09:00-17:00, Sat 10:00-12:00" hold at a local time.

    None if they are empty or cannot be read: then nobody is told that it is open or closed.
    """
    if hours.strip().lower() == ALWAYS:
        return True
    spans = [_SPAN.fullmatch(part.strip()) for part in hours.split(",") if part.strip()]
    if not spans or not all(spans):
        return None
    return any(_holds(span, at) for span in spans if span)


def _holds(span: re.Match[str], at: datetime.datetime) -> bool:
    first, last, *clock = span.groups()
    opens, closes = (datetime.time(int(h), int(m)) for h, m in (clock[:2], clock[2:]))
    from_day = _DAYS.index(first.lower())
    to_day = _DAYS.index((last or first).lower())
    return from_day <= at.weekday() <= to_day and opens <= at.time() < closes
