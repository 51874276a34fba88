"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from reports.views import dashboard, mine, persons, proposals, rules, runs

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", dashboard.dashboard, name="reports_dashboard"),
    path("reports/tree.xlsx", dashboard.export_tree, name="reports_export"),
    path("reports/people/", persons.list_persons, name="reports_people"),
    path("reports/people.xlsx", persons.export_persons, name="reports_people_export"),
    path("reports/runs/", runs.list_runs, name="reports_runs"),
    path("reports/runs/start/", runs.start_run, name="reports_start_run"),
    path("reports/runs/<uuid:run_uuid>/propose/", runs.make_proposals, name="reports_propose"),
    path("reports/proposals.xlsx", proposals.export_proposals, name="proposals_export"),
    path("reports/proposals/", proposals.list_proposals, name="proposals"),
    path("reports/proposals/<uuid:proposal_uuid>/", proposals.show_proposal, name="proposal"),
    path("reports/proposals/<uuid:proposal_uuid>/submit/", proposals.submit, name="proposal_submit"),
    path("reports/proposals/<uuid:proposal_uuid>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("reports/proposals/<uuid:proposal_uuid>/decide/", proposals.decide_on, name="proposal_decide"),
    path("reports/proposals/<uuid:proposal_uuid>/announce/", proposals.announce, name="proposal_announce"),
    path("reports/my-proposals/", mine.list_mine, name="my_proposals"),
    path("reports/my-proposals/<uuid:proposal_uuid>/", mine.my_proposal, name="my_proposal"),
    path("reports/proposals/rules/", rules.list_rules, name="rules"),
    path("reports/proposals/rules/<slug:code>/", rules.show_rule, name="rule"),
    path("reports/proposals/rules/<slug:code>/switch/", rules.set_switch, name="rule_switch"),
    path("reports/proposals/rules/<slug:code>/numbers/", rules.set_numbers, name="rule_numbers"),
]
