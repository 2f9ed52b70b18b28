"""All kinds of specimens."""

from collections.abc import Callable

from hejia.checker.tests.specimens.budgets import budget, final_account
from hejia.checker.tests.specimens.evaluations import disclosure, overall_report, project_table
from hejia.checker.tests.specimens.forms import (
    chongqing_form,
    hunan_form,
    shanghai_form,
    yunnan_form,
)
from hejia.checker.tests.specimens.model import Specimen
from hejia.checker.tests.specimens.national import national_account
from hejia.checker.tests.specimens.regional import ningxia_budget, shanghai_budget

Maker = Callable[[int], Specimen]

MAKERS: tuple[Maker, ...] = (
    budget,
    final_account,
    national_account,
    shanghai_budget,
    ningxia_budget,
    project_table,
    hunan_form,
    chongqing_form,
    shanghai_form,
    yunnan_form,
    overall_report,
    disclosure,
)
