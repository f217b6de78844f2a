import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Read a reply that was not understood, say that nothing follows, and go back. */
const note = (customer) => [
    {
        content: `Read what ${customer} wrote`,
        trigger: `.o_data_row:contains('${customer}') td[name=partner_id]`,
        run: "click",
    },
    {
        trigger: ".o_form_view button[name=action_note]",
        run: "click",
    },
    {
        trigger: ".o_form_view .o_statusbar_status button[data-value=handled][aria-checked=true]",
    },
    {
        trigger: ".o_back_button",
        run: "click",
    },
    {
        trigger: `.o_list_view:not(:has(.o_data_row:contains('${customer}')))`,
    },
];

/** The steps, or an error where they take twenty clicks. */
const underTwentyClicks = (steps) => {
    if (steps.filter((step) => step.run === "click").length >= 20) {
        throw new Error("That took twenty clicks");
    }
    return steps;
};

// A day of twenty mails: what was understood is accepted together, the others are read.
tours.add("account_dunning_twenty_mails", {
    steps: () =>
        underTwentyClicks([
            {
                content: "What was understood, and the sentence that says so",
                trigger: ".o_list_view .o_data_row:contains('Will pay'):contains('by the end of the week')",
            },
            {
                content: "All of them",
                trigger: "thead .o_list_record_selector input",
                run: "click",
            },
            {
                content: "Accept what was understood",
                trigger: ".o_control_panel button[name=action_accept_meaning]:contains('Accept')",
                run: "click",
            },
            {
                content: "What was not understood is left",
                trigger: ".o_list_view:not(:has(.o_data_row:contains('Will pay')))",
            },
            {
                content: "The others were not dealt with",
                trigger: ".o_notification:contains('Left to be read')",
            },
            ...note("Client Q"),
            ...note("Client R"),
            ...note("Client S"),
            ...note("Client T"),
            {
                content: "Nothing is left",
                trigger: ".o_list_view .o_view_nocontent_smiling_face, .o_list_view:not(:has(.o_data_row))",
            },
        ]),
});
