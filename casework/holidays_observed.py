"""The days on which the two governments' offices are closed, beside Saturdays and Sundays.

Washington: the federal holidays of 5 U.S.C. 6103 as observed (a Saturday's on Friday, a Sunday's on Monday)
and the days on which the President closed the departments. Tokyo: the national holidays with their
substitutes, and the year's end. The `holidays` package knows most of them; what it does not is here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

# What the package does not know (0.109 knows those from 2001 to 2025). When the President closes the
# departments, add the day here: a suspense that runs over it moves at the next circulation.
EXECUTIVE_ORDER_CLOSURES: Mapping[date, str] = MappingProxyType(
    {
        date(1986, 12, 26): "Executive Order 12577",
        date(1994, 4, 27): "Mourning for President Nixon, 59 FR 21915",
        date(1997, 12, 26): "Executive Order 13068",
    },
)

_FIRST_JANUARY_INAUGURATION = 1937
_SUNDAY = 6


def washington(years: Iterable[int]) -> frozenset[date]:
    """Return the days in these years on which the departments in Washington are closed.

    A day that is half closed (24 December 2002, 2009, 2015) counts as closed: nothing falls due at 17:00 by
    silence when everybody was sent home at noon. Sources: 5 U.S.C. 6103(a) and (c), EO 11582, and the
    closing orders.
    """
    return frozenset[date]().union(*map(_washington, years))


def tokyo(years: Iterable[int]) -> frozenset[date]:
    """Return the days in these years on which the ministries in Tokyo are closed.

    Source: the Act on National Holidays (Act 178 of 1948), and 29 December to 3 January (Act 91 of 1988 on
    the holidays of administrative organs; by custom before it).
    """
    return frozenset[date]().union(*map(_tokyo, years))


@cache
def _washington(year: int) -> frozenset[date]:
    federal = country_holidays("US", years=year, expand=False, categories="government")
    closed = {day for day in EXECUTIVE_ORDER_CLOSURES if day.year == year}
    return frozenset({*federal, *closed, *_inauguration(year)})


def _inauguration(year: int) -> tuple[date, ...]:
    """Return Inauguration Day: 20 January after an election, Monday the 21st where that is a Sunday.

    A holiday in the Washington area only, 5 U.S.C. 6103(c), so the package counts it as the District's.
    """
    if year < _FIRST_JANUARY_INAUGURATION or (year - _FIRST_JANUARY_INAUGURATION) % 4:
        return ()
    day = date(year, 1, 20)
    return (day + timedelta(days=day.weekday() == _SUNDAY),)


@cache
def _tokyo(year: int) -> frozenset[date]:
    national = country_holidays("JP", years=year, expand=False)
    turn_of_year = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
    return frozenset({*national, *(date(year, month, day) for month, day in turn_of_year)})
