"""Recall and precision of the checker on self-made documents, by rule family and by layout.

python -m benchmarks.checker [--documents 8] [--json out.json] [--show]

Clean documents, also with differences that are no errors, must have no hard finding. One figure
of every role is falsified, one fault in words put in, and must be told by its rule. All documents
are invented.
"""

import argparse
import json
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from hejia.checker.finding import Finding
from hejia.checker.public import Options, Report, check_document
from hejia.checker.tests.specimens.every import MAKERS
from hejia.checker.tests.specimens.faults import FAULTS, HARMLESS
from hejia.checker.tests.specimens.model import MARK, Specimen, TableBlock
from hejia.checker.tests.specimens.render import LAYOUTS, as_docx, as_text, as_xlsx

Findings = Sequence[Finding]
EVERY = (*LAYOUTS, "docx", "xlsx")
# Which family a falsified figure of each role belongs to, and the rules that may tell it: a wrong
# amount may be told by its sum, by a rate that no longer fits, or by the text that repeats it.
ROLES = {
    "leaf": ("R1", "R1|R2|R3|R6"), "node": ("R1", "R1|R2|R3|R6"), "total": ("R1", "R1|R2|R6"),
    "balance": ("R1", "R1|R6"), "head": ("R1", "R1|R3|R6"), "part": ("R1", "R1|R3|R4|R6"),
    "item": ("R1", "R1"), "itemhead": ("R1", "R1"), "fund": ("R1", "R1|R3|R4|R7"),
    "fundpart": ("R1", "R1|R3|R4"), "row": ("R2", "R1|R2|R3|R6"), "share": ("R3", "R3"),
    "growth": ("R3", "R3|R13"), "completion": ("R3", "R3|R13"), "rate": ("R3", "R3|R6|R7"),
    "adjustment": ("R3", "R3"), "control": ("R3", "R3"), "scorerate": ("R3", "R3"),
    "quarter": ("R5", "R1|R5|R3"), "twin": ("R6", "R6"), "rowrate": ("R6", "R6|R3"),
    "execution": ("R7", "R7"), "weight": ("R7", "R7|R4"), "score": ("R7", "R7|R4"),
    "scoretotal": ("R7", "R7|R6"), "group": ("R7", "R7"), "weight3": ("R7", "R7|R4"),
    "score3": ("R7", "R7|R4|R3"),
}  # fmt: skip


@dataclass
class Tally:
    """What was put in, what was told, how often at the very figure, what was told beside it."""

    injected: int = 0
    found: int = 0
    exact: int = 0
    beside: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=8, help="documents of each kind")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was missed or wrong")
    wanted = parser.parse_args()
    started = time.perf_counter()
    clean = checked_clean(wanted.documents, show=wanted.show)
    harmless = checked_harmless(wanted.documents, show=wanted.show)
    families: dict[str, Tally] = defaultdict(Tally)
    layouts: dict[str, Tally] = defaultdict(Tally)
    falsified(wanted.documents, families, layouts, show=wanted.show)
    misworded(wanted.documents, families, show=wanted.show)
    result = {
        "clean": {"documents": clean[0], "hard_findings": clean[1]},
        "harmless": {"documents": harmless[0], "hard_findings": harmless[1]},
        "families": {name: vars(tally) for name, tally in sorted(families.items(), key=by_number)},
        "layouts": {name: vars(tally) for name, tally in layouts.items()},
        "speed": speed(),
        "seconds": round(time.perf_counter() - started, 1),
    }
    print_tables(result)
    print(json.dumps(result, ensure_ascii=False))
    if wanted.json:
        wanted.json.write_text(json.dumps(result, ensure_ascii=False, indent=2))


def by_number(entry: tuple[str, Tally]) -> int:
    return int(entry[0][1:])


def specimens(count: int) -> Iterator[Specimen]:
    for seed in range(count):
        for maker in MAKERS:
            yield maker(seed)


def report(specimen: Specimen, layout: str) -> Report:
    if layout == "docx":
        return check_document(as_docx(specimen), "a.docx", Options(bounded=False))
    if layout == "xlsx":
        return check_document(as_xlsx(specimen), "a.xlsx", Options(bounded=False))
    return check_document(as_text(specimen, layout).encode(), "a.txt")


def checked_clean(count: int, *, show: bool) -> tuple[int, int]:
    """Unfalsified documents in every layout: how many, and their hard findings."""
    documents = hard = 0
    for specimen in specimens(count):
        for layout in EVERY:
            found = report(specimen, layout).hard
            documents, hard = documents + 1, hard + len(found)
            if show:
                tell(f"CLEAN {specimen.name} {layout}", found)
    return documents, hard


def checked_harmless(count: int, *, show: bool) -> tuple[int, int]:
    """Documents with a difference that is no error."""
    documents = hard = 0
    for number, specimen in enumerate(specimens(count)):
        text = as_text(specimen, "tabs")
        for fault in HARMLESS:
            changed = fault.change(text, random.Random(number))
            if changed is None:
                continue
            found = check_document(changed.encode(), "a.txt").hard
            documents, hard = documents + 1, hard + len(found)
            if show:
                tell(f"HARMLESS {fault.name} {specimen.name}", found)
    return documents, hard


def falsified(
    count: int, families: dict[str, Tally], layouts: dict[str, Tally], *, show: bool
) -> None:
    """Falsify one figure of every role in every document, each in one of the layouts."""
    for number, specimen in enumerate(specimens(count)):
        rng = random.Random(number)
        layout = EVERY[(number + number // len(EVERY)) % len(EVERY)]
        if specimen.name.startswith("disclosure") and layout == "layout":
            continue  # paragraphs inside a ruled cell: `pdftotext -layout` breaks them over lines
        for role, index in chosen(specimen, rng):
            if layout == "xlsx" and not in_table(specimen, index):
                continue
            wrong = specimen.falsified(index, other_value(specimen, index, rng))
            hard = report(wrong, layout).hard
            family, rules = ROLES[role]
            hits = [f for f in hard if re.match(rf"(?:{rules})-", f.rule)]
            told = printed(wrong, index), printed(specimen, index)
            exact = any(f.printed == told[0] or f.expected == told[1] for f in hits)
            count_in((families[family], layouts[layout]), hits, hard, exact=exact)
            if show and (not hits or len(causes(hard)) > 1):
                tell(f"{role} {specimen.name} {layout} {told}", hard)


def misworded(count: int, families: dict[str, Tally], *, show: bool) -> None:
    """Put every fault in words into every document that has a place for it."""
    for number, specimen in enumerate(specimens(count)):
        text = as_text(specimen, "tabs")
        before = {(f.rule, f.quote) for f in check_document(text.encode(), "a.txt").findings}
        for fault in FAULTS:
            changed = fault.change(text, random.Random(number))
            if changed is None:
                continue
            new = [
                f
                for f in check_document(changed.encode(), "a.txt").findings
                if (f.rule, f.quote) not in before
            ]
            hits = [f for f in new if re.match(rf"{fault.rules}-", f.rule)]
            hard = [f for f in new if f.severity == "hard" and f not in hits]
            count_in((families[fault.rules],), hits, [*hits[:1], *hard], exact=bool(hits))
            if show and (not hits or hard):
                tell(f"{fault.name} {specimen.name}", new)


def count_in(tallies: tuple[Tally, ...], hits: Findings, hard: Findings, *, exact: bool) -> None:
    for tally in tallies:
        tally.injected += 1
        tally.found += bool(hits)
        tally.exact += exact
        tally.beside += len(causes(hard)) - bool(hits)


def causes(findings: Findings) -> set[str]:
    return {finding.root_cause for finding in findings}


def tell(what: str, findings: Findings) -> None:
    if not findings and not what.startswith(("CLEAN", "HARMLESS")):
        print("MISSED", what)
    for finding in findings:
        print(what, "|", finding.rule, finding.where, finding.message[:80])


def printed(specimen: Specimen, index: int) -> str:
    return specimen.marks[index].text().replace(",", "").rstrip("%")


def chosen(specimen: Specimen, rng: random.Random) -> Iterator[tuple[str, int]]:
    """One figure of each role."""
    by_role: dict[str, list[int]] = defaultdict(list)
    for index, mark in enumerate(specimen.marks):
        for role in mark.roles:
            by_role[role].append(index)
    for role in sorted(by_role):
        yield role, rng.choice(by_role[role])


def other_value(specimen: Specimen, index: int, rng: random.Random) -> Decimal:
    """A wrong value as people make them: one digit changed."""
    mark = specimen.marks[index]
    digits = mark.text().replace(",", "").rstrip("%")
    places = [i for i, sign in enumerate(digits) if sign.isdigit()]
    for _ in range(50):
        at = rng.choice(places)
        new = digits[:at] + str((int(digits[at]) + rng.randrange(1, 9)) % 10) + digits[at + 1 :]
        if abs(Decimal(new) - mark.value) > 5 * Decimal(1).scaleb(-mark.decimals):
            return Decimal(new)
    return mark.value + 10


def in_table(specimen: Specimen, index: int) -> bool:
    found = [block for block in specimen.blocks if isinstance(block, TableBlock)]
    cells = (cell for block in found for row in block.body for cell in row)
    return any(str(index) in MARK.findall(cell) for cell in cells)


def speed() -> dict[str, float]:
    """Seconds for a table of projects, and for a hundred documents; the most memory held, MB."""
    table = as_text(next(s for s in specimens(1) if s.name.startswith("disclosure")), "tabs")
    started = time.perf_counter()
    check_document(table.encode(), "a.txt")
    one = time.perf_counter() - started
    texts = [as_text(specimen, "tabs").encode() for specimen in specimens(8)][:100]
    started = time.perf_counter()
    for text in texts:
        check_document(text, "a.txt")
    return {
        "projects_table_seconds": round(one, 3),
        "documents": len(texts),
        "documents_seconds": round(time.perf_counter() - started, 2),
        "most_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def print_tables(result: dict[str, Any]) -> None:
    for name in ("clean", "harmless"):
        told = result[name]
        print(f"{name}: {told['documents']} documents, {told['hard_findings']} hard findings")
    for title in ("families", "layouts"):
        print(f"\n| {title} | put in | found | recall | at the figure | beside | precision |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, tally in [*result[title].items(), ("all", summed(result[title]))]:
            put, found, beside = (tally[key] for key in ("injected", "found", "beside"))
            told = found + beside
            print(
                f"| {name} | {put} | {found} | {found / put:.1%} | {tally['exact']} | {beside} |"
                f" {found / told if told else 1:.1%} |"
            )
    print(f"\n{result['speed']}\n{result['seconds']} s")


def summed(tallies: dict[str, dict[str, int]]) -> dict[str, int]:
    keys = ("injected", "found", "exact", "beside")
    return {key: sum(tally[key] for tally in tallies.values()) for key in keys}


if __name__ == "__main__":
    main()
