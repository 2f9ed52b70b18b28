"""Reports as plain data and back: kept by folders and pages, and sent by child processes."""

from dataclasses import asdict
from typing import Any

from hejia.checker.document import Place
from hejia.checker.finding import Finding
from hejia.checker.public import Report


def report_to(report: Report) -> dict[str, Any]:
    """A report as lists and texts; `report_from` is its inverse."""
    return asdict(report)


def report_from(data: dict[str, Any]) -> Report:
    """The report that `report_to` wrote."""
    findings = tuple(finding_from(one) for one in data["findings"])
    return Report(**{**data, "findings": findings, "remarks": tuple(data["remarks"])})


def finding_from(data: dict[str, Any]) -> Finding:
    """One finding of a stored report."""
    place = dict(data["place"])
    if place.get("box"):
        place["box"] = tuple(place["box"])
    return Finding(**{**data, "place": Place(**place)})
