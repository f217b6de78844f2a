import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

// A collector reads the message of an action in the work list, changes its subject and approves it.
tours.add("account_dunning_review", {
    steps: () => [
        {
            content: "The work list is grouped by step, and unfolded when there is little to do",
            trigger: ".o_list_view .o_group_header:contains('email 5')",
        },
        {
            content: "Open the action",
            trigger: ".o_data_row td[name=partner_id]:contains('Atelier Durand')",
            run: "click",
        },
        {
            content: "The real message is there, with the amount",
            trigger: ".o_form_view div[name=message_body] .odoo-editor-editable:contains('1,000.00')",
        },
        {
            content: "Change its subject",
            trigger: ".o_form_view div[name=message_subject] input",
            run: "edit Your invoice of January",
        },
        ...stepUtils.saveForm(),
        {
            content: "It says that the text was edited, and offers the way back",
            trigger: ".o_form_view button[name=action_reset_message]",
        },
        {
            content: "Approve",
            trigger: ".o_form_view button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is ready to leave",
            trigger: ".o_statusbar_status button[data-value=ready][aria-checked=true]",
        },
        {
            content: "Back in the list, nothing is left to review",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row)) .o_view_nocontent:contains('Nothing to do')",
        },
    ],
});

// An accountant puts an invoice on hold from its Dunning tab, and ends the hold again.
tours.add("account_dunning_invoice_hold", {
    steps: () => [
        {
            content: "Open the Dunning tab",
            trigger: ".o_form_view a.nav-link[name=dunning]",
            run: "click",
        },
        {
            trigger: "div[name=dunning_status]:contains('To remind')",
        },
        {
            content: "Hold it",
            trigger: ".tab-pane.active button[name=action_dunning_hold]",
            run: "click",
        },
        {
            trigger: ".modal div[name=target]:contains('INV/')",
        },
        {
            content: "A reason is demanded",
            trigger: ".modal div[name=reason] input",
            run: "edit Waits for our credit note",
        },
        {
            trigger: ".modal button[name=action_confirm]:contains('Put on Hold')",
            run: "click",
        },
        {
            content: "The tab says so, with the reason",
            trigger: "div[name=dunning_status]:contains('On hold')",
        },
        {
            trigger: "div[name=dunning_hold_ids] .o_data_row:contains('Waits for our credit note')",
        },
        {
            content: "End the hold",
            trigger: ".tab-pane.active button[name=action_dunning_end_holds]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: "div[name=dunning_status]:contains('To remind')",
        },
    ],
});

// A salesperson without accounting rights makes his call from his own list and reports a promise.
tours.add("account_dunning_call", {
    steps: () => [
        {
            content: "His call is in his list",
            trigger: ".o_data_row td[name=partner_id]:contains('Atelier Durand')",
            run: "click",
        },
        {
            content: "The number to dial and the items are on one screen",
            trigger: ".o_form_view div[name=contact_phone] a[href^='tel:']",
        },
        {
            trigger: ".o_form_view div[name=items_html]:contains('1,000.00')",
        },
        {
            trigger: ".o_form_view button[name=action_report_call]",
            run: "click",
        },
        {
            content: "How did it go?",
            trigger: ".modal div[name=outcome] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Promised to pay')",
            run: "click",
        },
        {
            content: "A promise gets a day",
            trigger: ".modal div[name=until] input, .modal div[name=until] button",
        },
        {
            trigger: ".modal div[name=note] textarea",
            run: "edit Payment run of Friday",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The call is done",
            trigger: ".o_statusbar_status button[data-value=done][aria-checked=true]",
        },
        {
            trigger: ".o_form_view div[name=outcome]:contains('Promised to pay')",
        },
    ],
});
