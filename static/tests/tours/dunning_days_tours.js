import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const nothingLeft = {
    content: "Nothing is left to do",
    trigger: "body:not(:has(.modal)) .o_list_view .o_view_nocontent:contains('Nothing is left to do')",
};

/** Open the line of a customer, which is the first click; the list is there again afterwards. */
const open = (customer) => ({
    content: `Open ${customer}`,
    trigger: `.o_list_view .o_data_row td[name=partner_id]:contains('${customer}')`,
    run: "click",
});

/** In the dialogue of a customer, click one outcome. */
const outcome = (customer, label) => [
    {
        trigger: `.modal div[name=partner_id]:contains('${customer}')`,
    },
    {
        content: `${customer}: ${label}`,
        trigger: `.modal button[name=action_outcome]:contains('${label}')`,
        run: "click",
    },
];

// A salesperson takes down on the telephone that the customer disputes an invoice: two clicks.
tours.add("account_dunning_dispute_opened", {
    steps: () => [
        open("Atelier Durand"),
        {
            content: "What the customer says",
            trigger: ".modal div[name=note] textarea",
            run: "edit That is not the price of our offer",
        },
        ...outcome("Atelier Durand", "Commercial dispute"),
        nothingLeft,
    ],
});

// Days later the dispute is near its deadline: the salesperson says how it ended, from the same list.
tours.add("account_dunning_dispute_settled", {
    steps: () => [
        {
            content: "It says what it is about, what the customer said and until when",
            trigger: ".o_list_view .o_data_row td[name=why]:contains('That is not the price of our offer')",
        },
        open("Atelier Durand"),
        {
            trigger: ".modal div[name=resolution] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Customer accepts')",
            run: "click",
        },
        {
            trigger: ".modal div[name=note] textarea",
            run: "edit Our offer was shown again",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        nothingLeft,
    ],
});

// The collector calls two customers; both promise.
tours.add("account_dunning_promises_given", {
    steps: () => [
        open("Breaks"),
        ...outcome("Breaks", "Promised in 10 days"),
        ...outcome("Keeps", "Promised in 10 days"),
        nothingLeft,
    ],
});

// While the promises run there is nothing to do about them.
tours.add("account_dunning_promises_run", {
    steps: () => [nothingLeft],
});

// After their last day: only the broken one is there, and a call about it is reported from there.
tours.add("account_dunning_promises_judged", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:only-of-type td[name=why]:contains('0.00 came in')",
        },
        open("Breaks"),
        {
            content: "What was said last time",
            trigger: ".modal div[name=last_said]:contains('Promised to pay')",
        },
        ...outcome("Breaks", "Refuses"),
        nothingLeft,
    ],
});

// Two customers answered, one by a machine: only the person's answer waits. Its outcome takes two clicks.
tours.add("account_dunning_reply_pauses", {
    steps: () => [
        {
            content: "What was written is in the list",
            trigger: ".o_list_view .o_data_row:only-of-type td[name=why]:contains('The transfer leaves on Friday')",
        },
        open("Writes"),
        {
            content: "The plan rests until a day",
            trigger: ".o_form_view .alert-info:contains('paused until') div[name=paused_until]:contains('18')",
        },
        {
            trigger: ".o_form_view div[name=body]:contains('The transfer leaves on Friday')",
        },
        {
            trigger: ".o_form_view button[name=action_payment_announced]",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name=outcome]:contains('Payment announced')",
        },
        {
            trigger: ".o_form_view .o_statusbar_status button[data-value=handled][aria-checked=true]",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        nothingLeft,
    ],
});
