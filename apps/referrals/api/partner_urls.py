"""Addresses for partners' programs, below /api/v1/partners/."""

from django.urls import path

from apps.referrals.api import conversions, feeds, reports, webhooks

urlpatterns = [
    path("feeds", feeds.Feeds.as_view(), name="partner-feeds"),
    path("feeds/<uuid:import_id>", feeds.OneFeed.as_view(), name="partner-feed"),
    path("feeds/<uuid:import_id>/answers", feeds.FeedAnswers.as_view(), name="partner-feed-answers"),
    path("feeds/<uuid:import_id>/findings", feeds.Findings.as_view(), name="partner-feed-findings"),
    path(
        "feeds/<uuid:import_id>/findings/csv", feeds.FindingsCsv.as_view(), name="partner-feed-findings-csv"
    ),
    path("items", feeds.Items.as_view(), name="partner-items"),
    path("items/withdrawals", feeds.Withdrawals.as_view(), name="partner-items-withdrawals"),
    path("conversions", conversions.Conversions.as_view(), name="partner-conversions"),
    path("conversions/<uuid:conversion_id>", conversions.OneConversion.as_view(), name="partner-conversion"),
    path("refunds", conversions.Refunds.as_view(), name="partner-refunds"),
    path("cancellations", conversions.Cancellations.as_view(), name="partner-cancellations"),
    path("test-clicks", conversions.TestClicks.as_view(), name="partner-test-clicks"),
    path("statements", reports.Statements.as_view(), name="partner-statements"),
    path(
        "statements/<str:month>/<str:currency>",
        reports.OneStatement.as_view(),
        name="partner-statement",
    ),
    path(
        "statements/<str:month>/<str:currency>/csv",
        reports.StatementCsv.as_view(),
        name="partner-statement-csv",
    ),
    path(
        "statements/<str:month>/<str:currency>/pdf",
        reports.StatementPdf.as_view(),
        name="partner-statement-pdf",
    ),
    path("reports/days", reports.Days.as_view(), name="partner-report-days"),
    path("reconciliations", reports.Reconciliations.as_view(), name="partner-reconciliations"),
    path(
        "reconciliations/<uuid:reconciliation_id>",
        reports.OneReconciliation.as_view(),
        name="partner-reconciliation",
    ),
    path("webhooks", webhooks.WebhookEndpoints.as_view(), name="partner-webhooks"),
    path("webhooks/<uuid:endpoint_id>", webhooks.OneWebhookEndpoint.as_view(), name="partner-webhook"),
    path(
        "webhooks/<uuid:endpoint_id>/secrets",
        webhooks.WebhookSecrets.as_view(),
        name="partner-webhook-secrets",
    ),
    path("webhook-deliveries", webhooks.WebhookDeliveries.as_view(), name="partner-webhook-deliveries"),
    path(
        "webhook-deliveries/<uuid:delivery_id>/replays",
        webhooks.WebhookReplays.as_view(),
        name="partner-webhook-replays",
    ),
]
