"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from .views import (
    acts,
    admission,
    allowances,
    banks,
    blueprints,
    board,
    candidates,
    exams,
    item_imports,
    items,
    late,
    paper,
    reports,
    rescoring,
    results,
    results_staff,
    save,
    sittings,
    start,
)
from .views.practice import practice
from .views.pulse import pulse
from .views.safe_browser import safe_browser
from .views.self_check import self_check
from .views.waiting import part_waiting

authors: list[URLPattern | URLResolver] = [
    path("banks/", banks.bank_list, name="item_banks"),
    path("banks/new/", banks.bank_new, name="item_bank_new"),
    path("banks/<uuid:uuid>/", banks.bank_page, name="item_bank"),
    path("banks/<uuid:uuid>/edit/", banks.bank_edit, name="item_bank_edit"),
    path("banks/<uuid:uuid>/submit/", banks.bank_submit, name="item_bank_submit"),
    path("banks/<uuid:uuid>/approve/", banks.bank_approve, name="item_bank_approve"),
    path("banks/<uuid:uuid>/export/", banks.bank_export, name="item_bank_export"),
    path("banks/<uuid:uuid>/import/", item_imports.item_import, name="item_import"),
    path("banks/<uuid:uuid>/items/new/", items.item_new, name="item_new"),
    path("banks/<uuid:uuid>/blueprints/new/", blueprints.blueprint_new, name="blueprint_new"),
    path("banks/imports/<uuid:uuid>/", item_imports.item_import_run, name="item_import_run"),
    path("banks/items/<uuid:uuid>/", items.item_page, name="item"),
    path("banks/items/<uuid:uuid>/edit/", items.item_edit, name="item_edit"),
    path("banks/items/<uuid:uuid>/<slug:act>/", items.item_act, name="item_act"),
    path("banks/blueprints/<uuid:uuid>/", blueprints.blueprint_edit, name="blueprint"),
    path("exams/manage/", exams.exam_list, name="exams_manage"),
    path("exams/manage/new/", exams.exam_new, name="exam_new"),
    path("exams/manage/<uuid:uuid>/", exams.exam_page, name="exam_manage"),
    path("exams/manage/<uuid:uuid>/edit/", exams.exam_edit, name="exam_edit"),
    path("exams/manage/<uuid:uuid>/late/", late.late_list, name="late_list"),
    path("exams/manage/attempts/<uuid:uuid>/late/", late.late_answers, name="late_answers"),
    path("exams/manage/<uuid:uuid>/publish/", exams.exam_publish, name="exam_publish"),
    path("exams/manage/<uuid:uuid>/close/", exams.exam_close, name="exam_close"),
    path("exams/manage/<uuid:uuid>/parts/new/", exams.part_new, name="exam_part_new"),
    path("exams/manage/<uuid:uuid>/rules/", allowances.exam_rules, name="exam_rules"),
    path("exams/manage/<uuid:uuid>/rules/person/", allowances.person_rules_new, name="person_rules_new"),
    path("exams/manage/<uuid:uuid>/rules/group/", allowances.group_rules_new, name="group_rules_new"),
    path("exams/manage/rules/<uuid:uuid>/", allowances.rules_edit, name="rules_edit"),
    path("exams/accommodations/<uuid:uuid>/", allowances.accommodation, name="accommodation"),
    path("exams/manage/<uuid:uuid>/results/", results_staff.withheld_results, name="withheld_results"),
    path("exams/manage/<uuid:uuid>/items/", rescoring.exam_items, name="exam_items"),
    path("exams/manage/<uuid:uuid>/items/<int:version>/", rescoring.item_ruling, name="item_ruling"),
    path("exams/manage/rulings/<uuid:uuid>/", rescoring.ruling, name="ruling"),
    path("exams/manage/parts/<uuid:uuid>/", exams.part_edit, name="exam_part_edit"),
    path("exams/manage/parts/<uuid:uuid>/delete/", exams.part_delete, name="exam_part_delete"),
]
watchers: list[URLPattern | URLResolver] = [
    path("exams/sittings/<uuid:uuid>/board/", board.sitting_board, name="sitting_board"),
    path("exams/sittings/<uuid:uuid>/board/rows/", board.sitting_board_rows, name="sitting_board_rows"),
    path("exams/sittings/<uuid:uuid>/board/<slug:name>/", acts.sitting_act, name="sitting_act"),
    path("exams/attempts/<uuid:uuid>/", board.watched_attempt, name="watched_attempt"),
    path("exams/attempts/<uuid:uuid>/<slug:name>/", acts.attempt_act, name="attempt_act"),
]
rooms: list[URLPattern | URLResolver] = [
    path("exams/sittings/", sittings.sitting_list, name="sittings"),
    path("exams/sittings/new/", sittings.sitting_new, name="sitting_new"),
    path("exams/sittings/<uuid:uuid>/", sittings.sitting_page, name="sitting"),
    path("exams/sittings/<uuid:uuid>/edit/", sittings.sitting_edit, name="sitting_edit"),
    path(
        "exams/sittings/<uuid:uuid>/invigilators/",
        sittings.sitting_invigilators,
        name="sitting_invigilators",
    ),
    path("exams/sittings/<uuid:uuid>/publish/", sittings.sitting_publish, name="sitting_publish"),
    path("exams/sittings/<uuid:uuid>/close/", sittings.sitting_close, name="sitting_close"),
    path("exams/sittings/<uuid:uuid>/candidates/", candidates.sitting_candidates, name="sitting_candidates"),
    path("exams/sittings/<uuid:uuid>/admission/", admission.sitting_admission, name="sitting_admission"),
    path("exams/sittings/places/<uuid:uuid>/admit/", admission.place_admit, name="place_admit"),
    path("exams/sittings/places/<uuid:uuid>/take-back/", admission.place_take_back, name="place_take_back"),
    path("exams/sittings/places/<uuid:uuid>/withdraw/", candidates.place_withdraw, name="place_withdraw"),
]
takers: list[URLPattern | URLResolver] = [
    path("exams/save/", save.save_answer, name="save_answer"),
    path("exams/pulse/", pulse, name="pulse"),
    path("exams/go-on/", start.go_on, name="go_on"),
    path("exams/practice/", practice, name="exam_practice"),
    path("exams/<uuid:uuid>/", start.exam_start, name="exam_start"),
    path("exams/<uuid:uuid>/safe-browser/", safe_browser, name="safe_browser"),
    path("exams/parts/<uuid:uuid>/start/", start.part_start, name="part_start"),
    path("exams/parts/<uuid:uuid>/waiting/", part_waiting, name="part_waiting"),
    path("attempts/<uuid:uuid>/", paper.paper, name="paper"),
    path("attempts/<uuid:uuid>/paused/", paper.paused, name="paused"),
    path("attempts/<uuid:uuid>/seat/", paper.seat, name="seat"),
    path("attempts/<uuid:uuid>/review/", paper.review, name="review"),
    path("attempts/<uuid:uuid>/report/<int:position>/", reports.item_report, name="item_report"),
    path("attempts/<uuid:uuid>/submit/", paper.submit, name="submit"),
    path("attempts/<uuid:uuid>/result/", results.attempt_result, name="attempt_result"),
    path("results/", results.my_results, name="my_results"),
    path("self-checks/<uuid:item>/", self_check, name="self_check"),
]
urlpatterns = authors + watchers + rooms + takers
