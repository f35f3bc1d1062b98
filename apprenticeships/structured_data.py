"""JSON-LD of a place for search engines (own, published places only; no person's name)."""

from typing import Any

from django.conf import settings

from apprenticeships.models import Requirement, Vacancy

CERTIFICATE_WORDS = {
    "first": "high school", "first_extended": "high school", "middle": "high school", "middle_extended": "high school",
    "fhr": "high school", "abitur": "high school",
}  # fmt: skip
CENTS = 100


def of(vacancy: Vacancy) -> dict[str, Any]:
    """The graph of one place: JobPosting, and for an apprenticeship the WorkBasedProgram."""
    graph = [_job(vacancy)]
    if vacancy.kind == Vacancy.Kind.APPRENTICESHIP:
        graph.append(_program(vacancy))
    return {"@context": "https://schema.org", "@graph": graph}


def _job(vacancy: Vacancy) -> dict[str, Any]:
    job: dict[str, Any] = {
        "@type": "JobPosting",
        "title": f"{vacancy.title} (m/w/d)",
        "description": _description(vacancy),
        "identifier": {"@type": "PropertyValue", "name": "Handschlag", "value": str(vacancy.pk)},
        "url": f"{settings.BASE_URL.rstrip('/')}{vacancy.get_absolute_url()}",
        "datePosted": vacancy.published_at.date().isoformat() if vacancy.published_at else "",
        "employmentType": _employment(vacancy),
        "totalJobOpenings": vacancy.places_left,
        "hiringOrganization": {"@type": "Organization", "name": vacancy.organisation.name},
        "jobLocation": _location(vacancy),
        "industry": vacancy.trade.hwo_trade or "Handwerk",
        "directApply": True,
    }
    return job | _optional(vacancy)


def _optional(vacancy: Vacancy) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if vacancy.start_on:
        more["jobStartDate"] = vacancy.start_on.isoformat()
    if vacancy.closes_on:
        more["validThrough"] = vacancy.closes_on.isoformat()
    if vacancy.trade.kldb_codes:
        more["occupationalCategory"] = f"KldB 2010 {vacancy.trade.kldb_codes[0]}"
    if vacancy.pay_year1_cents and vacancy.pay_stated_on:
        more["baseSalary"] = _money(vacancy.pay_year1_cents)
    return more | _education(vacancy)


def _education(vacancy: Vacancy) -> dict[str, Any]:
    """Only what is demanded: a wish excludes nobody."""
    kinds = {row.kind: row for row in vacancy.requirements.all()}
    row = kinds.get(Requirement.Kind.CERTIFICATE)
    if row is None or row.weight != Requirement.Weight.EXPECTED or row.level not in CERTIFICATE_WORDS:
        return {}
    credential = {"@type": "EducationalOccupationalCredential", "credentialCategory": CERTIFICATE_WORDS[row.level]}
    return {"educationRequirements": credential}


def _program(vacancy: Vacancy) -> dict[str, Any]:
    program: dict[str, Any] = {
        "@type": "WorkBasedProgram",
        "name": vacancy.title,
        "description": vacancy.own_sentence,
        "provider": {"@type": "Organization", "name": vacancy.organisation.name},
        "occupationalCategory": vacancy.trade.name,
    }
    if vacancy.months:
        program["timeToComplete"] = f"P{vacancy.months}M"
    if vacancy.closes_on:
        program["applicationDeadline"] = vacancy.closes_on.isoformat()
    if vacancy.pay_year1_cents and vacancy.pay_stated_on:
        program["trainingSalary"] = {
            "@type": "MonetaryAmountDistribution", "currency": "EUR", "duration": "P1M",
            "median": vacancy.pay_year1_cents / CENTS,
        }  # fmt: skip
    return program


def _description(vacancy: Vacancy) -> str:
    parts = [vacancy.own_sentence, *vacancy.tasks_lines, *vacancy.downside_lines]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _employment(vacancy: Vacancy) -> list[str] | str:
    if vacancy.form == Vacancy.Form.PART_TIME:
        return "PART_TIME"
    if vacancy.kind in (Vacancy.Kind.INTERNSHIP, Vacancy.Kind.TASTER_DAY, Vacancy.Kind.EQ):
        return "INTERN"
    return ["FULL_TIME", "OTHER"]


def _location(vacancy: Vacancy) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": vacancy.street,
        "postalCode": vacancy.postal_code_id or "",
        "addressLocality": vacancy.place_name,
        "addressCountry": "DE",
    }
    place: dict[str, Any] = {"@type": "Place", "address": address}
    if vacancy.postal_code is not None:
        geo = {"latitude": vacancy.postal_code.lat, "longitude": vacancy.postal_code.lon}
        place["geo"] = {"@type": "GeoCoordinates", **geo}
    return place


def _money(cents: int) -> dict[str, Any]:
    value = {"@type": "QuantitativeValue", "value": cents / CENTS, "unitText": "MONTH"}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}
