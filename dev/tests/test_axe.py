"""The screens are looked at with axe-core: what counts as a fault of ours, and that there is none."""

import ast
import os
import shutil

import axe
import pytest
import screenshots

import lib


def finding(rule, sign):
    return {"rule": rule, "sign": sign, "target": "", "because": ""}


def test_what_odoo_shows_itself_is_not_ours():
    before = {("core_invoices", "desk"): [finding("label", ".o_list_record_selector input")]}
    after = {
        ("core_invoices", "desk"): [finding("label", ".o_list_record_selector input"), finding("label", "div > input")],
        ("work", "phone"): [finding("color-contrast", "div > span"), finding("image-alt", ".o-mail-Chatter img")],
        ("page_paid", "desk"): [finding("label", ".o_list_record_selector input"), finding("label", ".o_searchview input")],
    }
    found = [(one["screen"], one["size"], one["rule"], one["sign"]) for one in axe.judge(before, after)]
    assert found == [
        ("core_invoices", "desk", "label", "div > input"),
        ("work", "phone", "color-contrast", "div > span"),
        ("page_paid", "desk", "label", ".o_list_record_selector input"),
        ("page_paid", "desk", "label", ".o_searchview input"),
    ]


def test_every_answer_of_the_page_is_looked_at():
    known = {"page": "/my/dunning/1?access_token=k", "plan_page": "/p?access_token=k", "set_off_page": "/s?access_token=k"}
    known["debit_page"] = "/my/dunning/account/1/debit"
    urls = {screen["name"]: screen["url"] for screen in axe.page_screens(known)}
    source = (lib.ROOT / "models" / "page" / "res_company_page.py").read_text()
    [told] = [node.value for node in ast.parse(source).body if isinstance(node, ast.Assign) and node.targets[0].id == "ANSWERS"]
    assert {kind.elts[0].value for kind in told.elts} == set(axe.ANSWERS)
    assert urls["page_paid"] == "/my/dunning/1/answer/paid?access_token=k"
    assert {"page", "page_pay", "page_plan", "page_set_off", "page_account", "page_debit"} <= set(urls)


@pytest.mark.nightly
@pytest.mark.skipif(not (screenshots.chromium() and shutil.which("npm")), reason="Chromium or npm is missing")
def test_no_serious_finding():
    """The work list and all of the customer's page; ``make axe`` looks at every screen."""
    db = f"test_axe_{os.getpid()}"
    try:
        wrong, looked = axe.examine(db, ("work", "page"))
    finally:
        lib.drop_db(db)
    assert looked >= 26
    assert [(one["screen"], one["size"], one["rule"], one["target"]) for one in wrong] == []
