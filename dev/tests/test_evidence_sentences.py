"""Each sentence about evidence in the README and the guide stands there as written, and names the tests that prove it."""

import ast
from functools import cache

import pytest

import lib

GUIDE, README = "docs/guide/en", "README.md"

# (document, sentence or its beginning, tests as file::method below tests/)
SENTENCES = [
    (README, "Keeps evidence: message, recipient, amounts, delivery, proof of posting. It cannot be changed afterwards.",
     ["action/test_evidence.py::test_email", "action/test_evidence.py::test_letter",
      "action/test_evidence.py::test_action_cannot_be_changed", "action/test_evidence_doors.py::test_correction_keeps_what_was_there"]),
    (README, "Uninstalling removes its records, messages and activities, and with them the evidence of everything that was sent",
     ["action/test_evidence_doors.py::test_clients_do_not_uninstall"]),
    (GUIDE, "From then on it cannot be changed: it is the evidence",
     ["action/test_evidence.py::test_action_cannot_be_changed", "action/test_evidence.py::test_lines_cannot_be_changed_or_deleted",
      "action/test_evidence.py::test_line_cannot_be_added", "action/test_evidence.py::test_message_cannot_be_changed_or_deleted",
      "action/test_evidence.py::test_context_does_not_open_the_door", "action/test_evidence_doors.py::test_call_kw"]),
    (GUIDE, "Steps that were used are archived when you remove them, never deleted",
     ["plan/test_plan.py::test_used_step_is_archived"]),
    (GUIDE, "A plan that was used cannot be deleted",
     ["plan/test_plan.py::test_used_plan_is_not_deleted", "plan/test_plan.py::test_used_plan_is_kept_whatever_the_context_says"]),
    (GUIDE, "The text of a letter is kept as it reads when it is printed: that is the evidence",
     ["action/test_evidence.py::test_letter", "delivery/test_letters.py::test_posted_as_printed"]),
    (GUIDE, "The step is done on the day of posting, not of printing.",
     ["delivery/test_letters.py::test_printed_is_not_done", "delivery/test_letters.py::test_done_when_posted"]),
    (GUIDE, "what was sent is kept and cannot be changed, with its message in the history of the customer's dunning page",
     ["action/test_evidence_doors.py::test_statement_is_sent_by_sending", "action/test_evidence_doors.py::test_documents",
      "action/test_evidence_doors.py::test_messages"]),
    (GUIDE, "number, dates and refusal are corrected by the button *Receipt*; the history keeps what was there",
     ["action/test_evidence_doors.py::test_proofs_of_letters_only", "action/test_evidence_doors.py::test_correction_keeps_what_was_there"]),
    (GUIDE, "Scans can be added, not removed.", ["action/test_evidence_doors.py::test_scans_are_added"]),
    (GUIDE, "The day of posting is corrected there too, never emptied",
     ["delivery/test_posting_day.py::test_posting_day_corrected"]),
    (GUIDE, "end the links of messages already sent",
     ["action/test_evidence_doors.py::test_revoke_the_link", "payment_plan/test_payment_plan_page.py::test_revoked"]),
    (GUIDE, "What was sent, its documents, replies and answers, posted letters, judged promises, settled disputes, holds",
     ["action/test_evidence.py::test_action_cannot_be_deleted", "action/test_evidence.py::test_documents_cannot_be_changed_or_deleted",
      "action/test_evidence.py::test_holds_are_ended_not_deleted", "action/test_evidence.py::test_customer_with_history_cannot_be_deleted",
      "action/test_evidence_doors.py::test_figures_stay", "action/test_evidence_doors.py::test_answer_is_not_edited",
      "action/test_evidence_doors.py::test_chatter_deletes_no_document", "claim/test_history_of_deleted.py::test_claims_of_an_invoice",
      "claim/test_history_of_deleted.py::test_customer_with_a_statement", "payment_plan/test_payment_plan.py::test_evidence",
      "case/test_case.py::test_log_is_kept", "late_payment/test_claims.py::test_what_was_charged_is_evidence",
      "credit/test_credit_request.py::test_history_stays"]),
    (GUIDE, "a promise that still runs can be cancelled",
     ["claim/test_promise.py::test_cancelled_task", "claim/test_promise.py::test_history_is_kept"]),
    (GUIDE, "only who works in all its branches reads them, also in the customer's history",
     ["balance/test_statement.py::test_all_branches", "test_branch_views.py::test_statement_in_the_history"]),
    (GUIDE, "*Erase* cannot be undone: recipient, snapshot, messages and documents become a marker with the day",
     ["privacy/test_personal_data.py::test_erasing_leaves_amounts_days_and_hash"]),
    (GUIDE, "Each erased record is logged.", ["privacy/test_personal_data.py::test_erased_once_and_logged_for_good"]),
    (GUIDE, "what is older than an invoice of the customer that is still open, and all of a customer with an open case",
     ["privacy/test_personal_data.py::test_what_proves_an_open_invoice_is_kept",
      "privacy/test_personal_data.py::test_an_open_case_keeps_all_of_its_customer"]),
    (GUIDE, "Only a credit manager who works in all branches of the company decides.",
     ["privacy/test_personal_data.py::test_only_a_credit_manager_of_all_branches_decides"]),
    (GUIDE, "*Close* keeps the period as it is.", ["figures/test_cash_base.py::test_closed_periods_stay_and_follow_one_another"]),
    (GUIDE, "Each letter is filed with its action; the file with all of them is yours and is deleted a day later.",
     ["delivery/test_letter_documents.py::test_each_has_its_own", "delivery/test_letter_documents.py::test_who_reads_what",
      "delivery/test_letter_documents.py::test_file_is_deleted_a_day_later"]),
    (GUIDE, "they have to be uploaded to Odoo: those of other web sites are not printed",
     ["delivery/test_letter_documents.py::test_nothing_is_fetched"]),
    (GUIDE, "Notes of calls are left out unless you choose them", ["case/test_evidence_file.py::test_notes_of_calls_only_when_chosen"]),
    (GUIDE, "Internal notes are never in it.", ["case/test_evidence_file.py::test_internal_notes_are_never_in_it"]),
    (GUIDE, "`python3 verify.py new.zip former.zip` for the chain",
     ["case/test_evidence_file.py::test_verified_by_its_own_script", "case/test_evidence_file.py::test_chain",
      "case/test_evidence_file.py::test_one_byte_flipped", "case/test_evidence_file.py::test_taken_out_added_and_changed"]),
]  # fmt: skip


@cache
def words_of(document):
    path = lib.ROOT / document
    pages = sorted(path.glob("*.md")) if path.is_dir() else [path]
    return " ".join(" ".join(page.read_text() for page in pages).replace("**", "").split())


@cache
def methods_of(file):
    tree = ast.parse((lib.ROOT / "tests" / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("document, sentence, tests", SENTENCES, ids=[sentence[:40] for _document, sentence, _tests in SENTENCES])
def test_sentence_is_proven(document, sentence, tests):
    assert sentence in words_of(document)
    for test in tests:
        file, method = test.split("::")
        assert method in methods_of(file), test
