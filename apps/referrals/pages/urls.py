"""Addresses of the portal (below /partner/): of which partner, live or sandbox, then the page."""

from __future__ import annotations

from django.urls import include, path

from apps.referrals.pages import catalogue, keys, modes, orders, overview, people, statements, webhooks

app_name = "portal"
MODE = modes.Mode
"""What `<mode:…>` below is read by."""

of_a_partner = [
    path("", overview.overview, name="overview"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/fetch", catalogue.fetch_now, name="fetch_now"),
    path("catalogue/items", catalogue.items, name="items"),
    path("catalogue/imports/<uuid:import_id>/", catalogue.one_import, name="import"),
    path("catalogue/imports/<uuid:import_id>/state", catalogue.import_state, name="import_state"),
    path("catalogue/imports/<uuid:import_id>/findings.csv", catalogue.findings_csv, name="findings_csv"),
    path("catalogue/imports/<uuid:import_id>/answer", catalogue.answer_import, name="answer_import"),
    path("orders/", orders.orders, name="orders"),
    path("orders/files/", orders.files, name="files"),
    path("orders/files/<uuid:reconciliation_id>/", orders.file, name="file"),
    path("orders/<uuid:conversion_id>/", orders.order, name="order"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:month>/<str:currency>/", statements.statement, name="statement"),
    path("statements/<str:month>/<str:currency>/csv", statements.statement_csv, name="statement_csv"),
    path("statements/<str:month>/<str:currency>/pdf", statements.statement_pdf, name="statement_pdf"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new", keys.new_key, name="new_key"),
    path("keys/signing", keys.rotate_signing, name="rotate_signing"),
    path("keys/<uuid:client_id>/secret", keys.rotate_key, name="rotate_key"),
    path("keys/<uuid:client_id>/end", keys.end_key, name="end_key"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.new_endpoint, name="new_endpoint"),
    path("webhooks/<uuid:endpoint_id>/secret", webhooks.rotate_endpoint, name="rotate_endpoint"),
    path("webhooks/<uuid:endpoint_id>/delete", webhooks.end_endpoint, name="end_endpoint"),
    path("webhooks/<uuid:endpoint_id>/restore", webhooks.restore_endpoint, name="restore_endpoint"),
    path("webhooks/<uuid:endpoint_id>/ping", webhooks.ping, name="ping"),
    path("webhooks/log/", webhooks.deliveries, name="deliveries"),
    path("webhooks/log/<uuid:delivery_id>/", webhooks.delivery, name="delivery"),
    path("webhooks/log/<uuid:delivery_id>/replay", webhooks.replay, name="replay"),
    path("people/", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path(
        "people/invitations/<uuid:invitation_id>/withdraw",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("people/<uuid:member_id>/role", people.change_role, name="change_role"),
    path("people/<uuid:member_id>/take-out", people.take_out, name="take_out"),
]

urlpatterns = [
    path("", overview.start, name="start"),
    path("<uuid:partner_id>/<mode:is_live>/", include(of_a_partner)),
]
