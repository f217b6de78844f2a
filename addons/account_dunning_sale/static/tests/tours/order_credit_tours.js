import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A salesperson reads why an order cannot be confirmed, and asks for the limit that it needs.
tours.add("account_dunning_sale_ask", {
    steps: () => [
        {
            content: "What would lift it is said",
            trigger: ".alert-warning:contains('above the limit of'):contains('What would lift it')",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is not confirmed",
            trigger: ".modal:contains('Ask for a limit') footer button:first",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) button[name=action_dunning_ask_credit]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input:value(1,100.00)",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Big order",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

// The credit manager refuses with a reason.
tours.add("account_dunning_sale_refuse", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains('Atelier Durand')",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_decide]",
            run: "click",
        },
        {
            content: "What is owed beside the limit",
            trigger: ".modal .alert-info:contains('within the limit of')",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit It pays first",
        },
        {
            trigger: ".modal footer button[name=action_refuse]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view:contains('It pays first'):contains('Refused.')",
        },
    ],
});

// The collector sees the exposure beside the limit, and opens the customer.
tours.add("account_dunning_sale_exposure", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('900.00'):contains('1,000.00') .o_data_cell:contains('Atelier Durand')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=credit_text]:contains('within the limit of')",
        },
    ],
});

// The collector, who does the bank too, enters the payment of a part.
tours.add("account_dunning_sale_pay", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons button[name=action_register_payment]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 100 && press Tab",
        },
        {
            trigger: ".modal footer button[name=action_create_payments]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view .oe_subtotal_footer:contains('800.00')",
        },
    ],
});

// The customer has paid: the order is released by itself.
tours.add("account_dunning_sale_release", {
    steps: () => [
        {
            trigger: ".alert-info:contains('within the limit of')",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sales Order')",
        },
    ],
});
