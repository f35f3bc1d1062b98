"""Age bands from month and year of birth: the only thing we know of a birthday (product.md 3, safety.md 1)."""

from datetime import date

# Each limit begins on the first day of the month after the birthday month, so no protection ends early.
LIMITS = ((18, "18_plus"), (16, "16_17"), (14, "14_15"))
MONTHS = 12


def reached_on(year: int, month: int, years: int) -> date:
    """The day from which a person born in that month counts as so many years old."""
    if month == MONTHS:
        return date(year + years + 1, 1, 1)
    return date(year + years, month + 1, 1)


def band(year: int, month: int, on: date) -> str:
    """The age band on a day: under_14, 14_15, 16_17 or 18_plus."""
    for years, name in LIMITS:
        if on >= reached_on(year, month, years):
            return name
    return "under_14"
