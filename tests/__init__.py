# Odoo runs the modules named test_* that it finds here: each room's are imported by name.
from . import (
    test_access,
    test_boundaries,
    test_bounds,
    test_branch_views,
    test_branches,
    test_buttons,
    test_coexistence,
    test_company_day,
    test_company_matrix,
    test_contributors,
    test_currencies,
    test_days_tours,
    test_dialogue_access,
    test_dialogue_buttons,
    test_done_twice,
    test_filter_access,
    test_guarded,
    test_install,
    test_manager_settings,
    test_menus,
    test_more_buttons,
    test_multi_company,
    test_one_rule,
    test_peer_defects,
    test_pointers,
    test_query_counts,
    test_read_models,
    test_screens,
    test_shared_settings,
    test_texts_gone,
    test_tours,
)
from .action import (
    test_dunning_history,
    test_evidence,
    test_evidence_doors,
    test_line_insert,
    test_manual_reminder,
    test_many_items,
    test_notice,
    test_reference,
    test_stop_on_payment,
    test_templates,
)
from .balance import (
    test_aged_balance,
    test_month_statements,
    test_statement,
)
from .calendar import (
    test_calendar,
    test_moratorium,
    test_payment_days,
)
from .case import (
    test_case,
    test_case_lists,
    test_case_route,
    test_evidence_file,
)
from .claim import (
    test_claims_once,
    test_dispute,
    test_dispute_settled,
    test_factor,
    test_history_of_deleted,
    test_hold,
    test_insolvency,
    test_promise,
)
from .credit import (
    test_agreed_terms,
    test_credit_request,
    test_credit_sources,
    test_credit_standing,
    test_dashboard_credit,
    test_exposure,
    test_group_limit,
    test_merged_block,
    test_score,
)
from .customer import (
    test_archived_customer,
    test_customer_page,
    test_customer_sorting,
    test_debtor_class,
    test_one_debtor_class,
    test_reparented_customer,
    test_tell_sales,
)
from .debit import (
    test_debit,
)
from .decision import (
    test_account_bullets,
    test_account_counts,
    test_as_of,
    test_bank_line_names,
    test_budget,
    test_comparison,
    test_conditions_and_clocks,
    test_contact_day,
    test_coverage,
    test_coverage_entries,
    test_coverage_unsent,
    test_decision_reasons,
    test_early_discount,
    test_group_account,
    test_journal_pairs,
    test_limitation,
    test_named_credit,
    test_netting,
    test_next_step,
    test_on_its_way,
    test_one_account,
    test_payment_runs,
    test_plan_sketch,
    test_simulation,
    test_simulation_budget,
    test_suspension,
    test_worked_example,
)
from .delivery import (
    test_bounce,
    test_call_outcomes,
    test_calls,
    test_day_in_words,
    test_deferred_messages,
    test_email,
    test_firm_batch,
    test_invoice_address,
    test_letter_documents,
    test_letter_levels,
    test_letter_pdf,
    test_letters,
    test_nothing_leaves,
    test_page_headers,
    test_page_net,
    test_people_left,
    test_portal,
    test_posting_day,
    test_retry_fallback,
    test_sending_hours,
    test_server_action,
    test_sms,
    test_threads,
    test_told_as_it_is,
    test_tracking,
    test_workers,
)
from .figures import (
    test_cash_base,
    test_cash_month,
    test_dashboard,
    test_dashboard_effectiveness,
    test_dashboard_tours,
    test_days_held,
    test_legal_table,
    test_metrics,
    test_metrics_claims,
    test_metrics_quality,
    test_month_plan,
    test_one_figure,
    test_overdue_ball,
    test_overdue_bridge,
    test_profile_proposal,
    test_schedule,
    test_step_effectiveness,
)
from .forecast import (
    test_behaviour,
    test_forecast,
    test_payment_means,
    test_payment_run_proposal,
)
from .item import (
    test_invoice_fields,
    test_migrated_items,
)
from .late_payment import (
    test_claim_costs,
    test_claims,
    test_claims_apart,
    test_formal_notice,
    test_interest_bulk,
    test_interest_rates,
    test_notice_pdf,
)
from .page import (
    test_answers,
    test_languages,
    test_page,
    test_page_figures,
    test_page_tours,
    test_paying,
    test_transfer_details,
)
from .payment_plan import (
    test_payment_plan,
    test_payment_plan_page,
    test_payment_plan_policy,
    test_payment_plan_tours,
)
from .plan import (
    test_plan,
    test_preview_print,
    test_responsible,
    test_server_action_approval,
    test_shipped_defaults,
    test_trial,
)
from .privacy import (
    test_personal_data,
)
from .provision import (
    test_provision,
    test_provision_branch,
)
from .reply import (
    test_einvoice_statuses,
    test_foreign_sender,
    test_gateway_only,
    test_health,
    test_lost_threads,
    test_mail_tracking,
    test_receipt_proposals,
    test_replies,
    test_reply_clicks,
    test_reply_meaning,
    test_reply_tours,
    test_reports_read,
    test_thanks,
    test_unread_reply,
)
from .run import (
    test_background,
    test_first_day,
    test_run,
    test_team_language,
)
from .set_off import (
    test_set_off,
    test_set_off_page,
)
from .takeover import (
    test_opening,
    test_spreadsheet,
    test_takeover,
)
from .work import (
    test_deputies,
    test_errors_met,
    test_review_queue,
    test_undo,
    test_work_list,
    test_work_tours,
)
