"""The function subjects of a year, kept in memory until reference data changes."""

from hejia.kernel import reference
from hejia.performance.budgeting.subjects import Subject, SubjectTree
from hejia.performance.models import FunctionSubject


@reference.kept
def tree(year: int) -> SubjectTree:
    """The subjects in force in the year."""
    rows = FunctionSubject.objects.values_list("code", "name", "valid_from", "valid_to")
    return SubjectTree([Subject(*row) for row in rows], year)
