"""The addresses of the room, below /performance/. Project 0 is the department itself."""

from django.urls import path

from hejia.performance.views import (
    board,
    budget,
    checks,
    evaluations,
    measuring,
    rounds,
    targets,
)

YEAR = "units/<int:unit_id>/<int:year>"
TARGET = f"{YEAR}/targets/<int:project_id>"
EVALUATION = f"{YEAR}/evaluation/<int:project_id>"

urlpatterns = [
    path("", board.board, name="performance"),
    path(f"{YEAR}/", board.unit, name="performance_unit"),
    path(f"{YEAR}/carry", board.carry, name="performance_carry"),
    path(f"{YEAR}/compare/", board.compare, name="performance_compare"),
    path(f"{YEAR}/budget/", budget.page, name="performance_budget"),
    path(f"{YEAR}/budget/lines/new/", budget.add_line, name="performance_line_new"),
    path(f"{YEAR}/budget/lines/<int:line_id>/", budget.change_line, name="performance_line"),
    path(
        f"{YEAR}/budget/lines/<int:line_id>/remove",
        budget.remove_line,
        name="performance_line_remove",
    ),
    path(f"{YEAR}/budget/lines/<int:line_id>/adjust/", budget.adjust, name="performance_adjust"),
    path(f"{YEAR}/budget/lines/<int:line_id>/pay/", budget.pay, name="performance_pay"),
    path(f"{YEAR}/budget/approve", budget.approve, name="performance_budget_approve"),
    path(f"{YEAR}/budget/import/", budget.importing, name="performance_import"),
    path(f"{YEAR}/budget/import/template", budget.import_template, name="performance_template"),
    path(f"{YEAR}/payments/", budget.payments, name="performance_payments"),
    path(f"{YEAR}/projects/", budget.projects, name="performance_projects"),
    path(f"{YEAR}/projects/<int:project_id>/", budget.project, name="performance_project"),
    path(f"{YEAR}/tables/", budget.tables, name="performance_tables"),
    path(f"{YEAR}/tables/reasons", budget.reasons, name="performance_reasons"),
    path(f"{YEAR}/tables/<slug:kind>.<slug:form>", budget.tables_file, name="performance_file"),
    path(f"{TARGET}/", targets.page, name="performance_target"),
    path(f"{TARGET}/objective/", targets.objective, name="performance_objective"),
    path(f"{TARGET}/outcome/", targets.outcome, name="performance_outcome"),
    path(
        f"{TARGET}/indicators/<int:indicator_id>/",
        targets.indicator,
        name="performance_indicator_edit",
    ),
    path(
        f"{TARGET}/indicators/<int:indicator_id>/remove",
        targets.remove,
        name="performance_indicator_remove",
    ),
    path(f"{TARGET}/recount", targets.recount, name="performance_target_recount"),
    path(f"{TARGET}/act/<slug:action>", targets.act, name="performance_target_act"),
    path("indicators/<int:indicator_id>/", measuring.page, name="performance_indicator"),
    path("indicators/<int:indicator_id>/bind", measuring.bind, name="performance_bind"),
    path("indicators/<int:indicator_id>/recount", measuring.recount, name="performance_recount"),
    path("evidence/<int:evidence_id>", measuring.evidence, name="performance_evidence"),
    path(f"{YEAR}/surveys/", measuring.surveys, name="performance_surveys"),
    path(f"{YEAR}/surveys/new/", measuring.survey, name="performance_survey"),
    path(f"{YEAR}/rounds/", rounds.index, name="performance_rounds"),
    path("rounds/<int:round_id>/", rounds.page, name="performance_round"),
    path("rounds/<int:round_id>/<int:place>/", rounds.explain, name="performance_explain"),
    path("rounds/<int:round_id>/close", rounds.close, name="performance_round_close"),
    path(f"{EVALUATION}/", evaluations.page, name="performance_evaluation"),
    path(f"{EVALUATION}/figures", evaluations.figures, name="performance_figures"),
    path(f"{EVALUATION}/judged", evaluations.judged, name="performance_judged"),
    path(f"{EVALUATION}/texts", evaluations.texts, name="performance_texts"),
    path(f"{EVALUATION}/reasons", evaluations.reasons, name="performance_evaluation_reasons"),
    path(f"{EVALUATION}/ruleset", evaluations.ruleset, name="performance_ruleset"),
    path(f"{EVALUATION}/act/<slug:action>", evaluations.act, name="performance_evaluation_act"),
    path(f"{EVALUATION}/documents/<slug:kind>/", evaluations.document, name="performance_document"),
    path(
        f"{EVALUATION}/documents/<slug:kind>.<slug:form>",
        evaluations.file,
        name="performance_document_file",
    ),
    path("checks/", checks.checks, name="performance_checks"),
    path("checks/<uuid:run_id>/", checks.check, name="performance_check"),
    path(
        "checks/<uuid:run_id>/findings/<slug:mark>",
        checks.decide,
        name="performance_check_decide",
    ),
    path("checks/<uuid:run_id>/<slug:kind>", checks.file, name="performance_check_file"),
    path(f"{YEAR}/tables/check", checks.tables, name="performance_tables_check"),
    path(
        f"{EVALUATION}/documents/<slug:kind>/check",
        checks.document,
        name="performance_document_check",
    ),
]
