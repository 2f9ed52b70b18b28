"""Recall and precision of the checker on self-made documents, per rule and layout.

`python benchmarks/checker.py [--documents 40] [--json out.json]`: clean documents must stay
clean; every role of figure is falsified in turn and must be found where it stands.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hejia.checker.public import Options, Report, check_document
from hejia.checker.tests.specimens.budgets import budget, final_account
from hejia.checker.tests.specimens.evaluations import disclosure, overall_report, project_table
from hejia.checker.tests.specimens.model import MARK, Specimen, TableBlock
from hejia.checker.tests.specimens.render import LAYOUTS, as_docx, as_text, as_xlsx

MAKERS = (budget, final_account, project_table, overall_report, disclosure)
EXPECTED = {
    "leaf": "R1|R2",
    "node": "R1|R2",
    "row": "R2|R1",
    "total": "R1|R2",
    "balance": "R1",
    "head": "R1|R3|R5",
    "part": "R1|R3",
    "item": "R1",
    "itemhead": "R1",
    "share": "R3",
    "growth": "R3",
    "completion": "R3",
    "rate": "R3|R6|R7",
    "execution": "R7",
    "fund": "R1|R3|R7",
    "fundpart": "R1|R3",
    "weight": "R7|R4",
    "score": "R7|R4",
    "scoretotal": "R7",
    "adjustment": "R3",
    "control": "R3",
    "twin": "R6",
    "group": "R7",
    "weight3": "R7|R4",
    "score3": "R7|R4|R3",
    "scorerate": "R3",
    "quarter": "R1|R5|R3",
    "rowrate": "R6|R3",
}


@dataclass
class Tally:
    """What was put in, what was found, what was reported beside it."""

    injected: int = 0
    found: int = 0
    beside: int = 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=30, help="documents of each kind")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was missed or wrong")
    wanted = parser.parse_args()
    started = time.perf_counter()
    clean = clean_documents(wanted.documents, show=wanted.show)
    tallies, layouts = injected(wanted.documents, show=wanted.show)
    result = {
        "clean_documents": clean[0],
        "hard_findings_on_clean": clean[1],
        "roles": {role: vars(tally) for role, tally in sorted(tallies.items())},
        "layouts": {layout: vars(tally) for layout, tally in sorted(layouts.items())},
        "seconds": round(time.perf_counter() - started, 1),
    }
    print_table(result, tallies, layouts)
    if wanted.json:
        wanted.json.write_text(json.dumps(result, ensure_ascii=False, indent=2))
    return 0


def clean_documents(count: int, *, show: bool) -> tuple[int, int]:
    """Check unfalsified documents in every layout; return how many and the hard findings."""
    documents = hard = 0
    for specimen in specimens(count):
        for layout, report in reports(specimen, (*LAYOUTS, "docx", "xlsx")):
            documents += 1
            hard += len(report.hard)
            if report.hard and show:
                for finding in report.hard:
                    print(
                        "CLEAN",
                        specimen.name,
                        layout,
                        finding.rule,
                        finding.where,
                        finding.message[:110],
                    )
    return documents, hard


def injected(count: int, *, show: bool) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """Falsify one figure of every role in every document; tally by role and by layout."""
    roles: dict[str, Tally] = defaultdict(Tally)
    layouts: dict[str, Tally] = defaultdict(Tally)
    for number, specimen in enumerate(specimens(count)):
        rng = random.Random(number)
        if specimen.name.startswith("disclosure") and number % 6 == 3:
            continue  # paragraphs inside a ruled cell: `pdftotext -layout` breaks them over lines
        layout = (*LAYOUTS, "docx", "xlsx")[number % (len(LAYOUTS) + 2)]
        for role, index in chosen(specimen, rng):
            if layout == "xlsx" and not in_table(specimen, index):
                continue
            wrong = specimen.falsified(index, other_value(specimen, index, rng))
            ((_, report),) = reports(wrong, (layout,))
            place = quote_of(wrong, index)
            hits = [f for f in report.hard if re.match(EXPECTED[role], f.rule)]
            for tally in (roles[role], layouts[layout]):
                tally.injected += 1
                tally.found += bool(hits)
                tally.beside += max(0, len({f.root_cause for f in report.hard}) - 1)
            if show:
                tell(f"{specimen.name} {layout} {role} {place}", report, found=bool(hits))
    return roles, layouts


def tell(what: str, report: Report, *, found: bool) -> None:
    """Print what was missed, and what was reported beside it."""
    if not found:
        print("MISSED", what)
    if len({finding.root_cause for finding in report.hard}) > 1:
        for finding in report.hard:
            print("BESIDE", what, "|", finding.rule, finding.where, finding.message[:70])


def specimens(count: int) -> Iterator[Specimen]:
    for seed in range(count):
        for maker in MAKERS:
            yield maker(seed)


def reports(specimen: Specimen, layouts: tuple[str, ...]) -> Iterator[tuple[str, Report]]:
    for layout in layouts:
        if layout == "docx":
            yield layout, check(as_docx(specimen), "a.docx")
        elif layout == "xlsx":
            yield layout, check(as_xlsx(specimen), "a.xlsx")
        else:
            yield layout, check(as_text(specimen, layout).encode(), "a.txt")


def check(data: bytes, name: str) -> Report:
    return check_document(data, name, Options(bounded=False))


def chosen(specimen: Specimen, rng: random.Random) -> Iterator[tuple[str, int]]:
    """One figure of each role."""
    by_role: dict[str, list[int]] = defaultdict(list)
    for index, mark in enumerate(specimen.marks):
        for role in mark.roles:
            by_role[role].append(index)
    for role in sorted(by_role):
        yield role, rng.choice(by_role[role])


def other_value(specimen: Specimen, index: int, rng: random.Random) -> Decimal:
    """A wrong value as people make them: a digit changed or two digits swapped."""
    mark = specimen.marks[index]
    digits = str(mark.text().replace(",", "").rstrip("%"))
    places = [i for i, c in enumerate(digits) if c.isdigit()]
    for _ in range(50):
        at = rng.choice(places)
        new = digits[:at] + str((int(digits[at]) + rng.randrange(1, 9)) % 10) + digits[at + 1 :]
        value = Decimal(new)
        if abs(value - mark.value) > 5 * Decimal(1).scaleb(-mark.decimals):
            return value
    return mark.value + 10


def in_table(specimen: Specimen, index: int) -> bool:
    token = f"\x01{index}\x02"
    return any(
        token in cell
        for block in specimen.blocks
        if isinstance(block, TableBlock)
        for row in block.body
        for cell in row
    )


def quote_of(specimen: Specimen, index: int) -> str:
    for block in specimen.blocks:
        texts = [block] if isinstance(block, str) else [" | ".join(row) for row in block.body]
        for text in texts:
            if f"\x01{index}\x02" in text:
                return MARK.sub("·", text)[:40] + " " + specimen.marks[index].text()
    return ""


def print_table(result: dict, tallies: dict[str, Tally], layouts: dict[str, Tally]) -> None:
    hard = result["hard_findings_on_clean"]
    print(f"clean documents {result['clean_documents']}, hard findings {hard}")
    counted: Counter[str] = Counter()
    for title, group in (("role", tallies), ("layout", layouts)):
        print(f"\n{title:<14}{'put in':>8}{'found':>8}{'recall':>8}{'beside':>8}")
        for name, tally in sorted(group.items()):
            recall = tally.found / tally.injected
            print(f"{name:<14}{tally.injected:>8}{tally.found:>8}{recall:>8.0%}{tally.beside:>8}")
            if title == "role":
                counted.update(put=tally.injected, found=tally.found, beside=tally.beside)
    recall = counted["found"] / counted["put"]
    precision = counted["found"] / (counted["found"] + counted["beside"])
    print(f"\nrecall {recall:.1%}, precision {precision:.1%}, {result['seconds']} s")


if __name__ == "__main__":
    sys.exit(main())
