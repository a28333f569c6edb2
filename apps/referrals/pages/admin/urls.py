"""Addresses below /partners/, for administrators."""

from __future__ import annotations

from django.urls import path

from apps.referrals.pages import modes
from apps.referrals.pages.admin import judging, money, partners

app_name = "partners"
MODE = modes.Mode
"""What `<mode:…>` below is read by."""

urlpatterns = [
    path("", partners.partners, name="partners"),
    path("new", partners.new_partner, name="new_partner"),
    path("items/", judging.to_judge, name="to_judge"),
    path("reports/", judging.reports, name="reports"),
    path("items/<uuid:product_id>/", judging.item, name="item"),
    path("<uuid:partner_id>/", partners.partner, name="partner"),
    path("<uuid:partner_id>/change", partners.change_partner, name="change_partner"),
    path("<uuid:partner_id>/active", partners.set_active, name="set_active"),
    path("<uuid:partner_id>/agreements/new", partners.agree, name="agree"),
    path("<uuid:partner_id>/agreements/end", partners.end_agreement, name="end_agreement"),
    path("<uuid:partner_id>/people/new", partners.add_member, name="add_member"),
    path("<uuid:partner_id>/people/<uuid:member_id>/remove", partners.remove_member, name="remove_member"),
    path("<uuid:partner_id>/ledger/<mode:is_live>/", money.ledger, name="ledger"),
    path("<uuid:partner_id>/ledger/<mode:is_live>/adjust", money.adjust, name="adjust"),
    path("<uuid:partner_id>/ledger/<mode:is_live>/payment", money.payment, name="payment"),
]
