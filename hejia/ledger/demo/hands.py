"""Who records and who approves in the demonstration, and the file that stands as evidence."""

from dataclasses import dataclass, field
from datetime import datetime

from hejia.accounts.public import AgencyFacts, Sight, agencies, people_with, person_by_key, sight_of
from hejia.kernel.errors import Missing

RECORD, APPROVE = "ledger.record", "ledger.approve"


@dataclass(slots=True)
class Hands:
    """The people of the agencies as they stand at `now`, each loaded once."""

    now: datetime
    known: dict[int, Sight] = field(default_factory=dict)

    def recorder(self, agency: AgencyFacts) -> Sight:
        """The first who records for an agency; else the district federation's."""
        found = people_with(RECORD, agency.id, now=self.now)
        return self._sight(found[0]) if found else self.recorder(federation())

    def reader(self, agency: AgencyFacts, recorder: Sight) -> Sight:
        """Somebody else who approves: in the agency, in the one above it, else in the district."""
        for one in (agency, *above(agency), federation()):
            for person in reversed(people_with(APPROVE, one.id, now=self.now)):
                if person != recorder.person_id:
                    return self._sight(person)
        raise Missing("审核台账的岗位")

    def _sight(self, person_id: int) -> Sight:
        if person_id not in self.known:
            person = person_by_key(person_id, self.now)
            if person is None:
                raise Missing("该人员")
            self.known[person_id] = sight_of(person)
        return self.known[person_id]


def above(agency: AgencyFacts) -> list[AgencyFacts]:
    """The agency that an agency belongs to, if any."""
    return [one for one in agencies() if one.id == agency.parent_id]


def federation() -> AgencyFacts:
    """The district's federation. Raises Missing."""
    return with_code("FL")


def with_code(code: str) -> AgencyFacts:
    """Raises Missing."""
    found = next((one for one in agencies() if one.code == code), None)
    if found is None:
        raise Missing("演示单位")
    return found


def evidence_file(words: str) -> bytes:
    """A PDF of one page that says (in ASCII) that it is made up."""
    text = f"BT /F1 18 Tf 60 760 Td ({words}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    tail += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + tail).encode("ascii")
