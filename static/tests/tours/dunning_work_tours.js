import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** In the dialogue of a customer, click one outcome. */
const outcome = (customer, label) => [
    {
        content: `The dialogue of ${customer}`,
        trigger: `.modal div[name=partner_id]:contains('${customer}')`,
    },
    {
        content: label,
        trigger: `.modal button[name=action_outcome]:contains('${label}')`,
        run: "click",
    },
];

// A collector's morning: ten customers, one outcome each, without going back to the list.
tours.add("account_dunning_morning", {
    steps: () => [
        {
            content: "The most worthwhile first, and why",
            trigger: ".o_list_view .o_data_row:first td[name=partner_id]:contains('Client A')",
        },
        {
            trigger: ".o_list_view .o_data_row:first td[name=why]:contains('oldest 10 days overdue')",
        },
        {
            content: "One click opens the call",
            trigger: ".o_data_row:first td[name=partner_id]",
            run: "click",
        },
        {
            content: "With a number that dials",
            trigger: ".modal div[name=numbers_html] a[href^='tel:']",
        },
        ...outcome("Client A", "Promised in 10 days"),
        ...outcome("Client B", "Payment on its way"),
        ...outcome("Client C", "Says it is paid"),
        ...outcome("Client D", "Invoice not received"),
        ...outcome("Client E", "Technical problem"),
        ...outcome("Client F", "Waiting for approval"),
        ...outcome("Client G", "No answer"),
        {
            content: "The next one later",
            trigger: ".modal div[name=partner_id]:contains('Client H')",
        },
        {
            trigger: ".modal button[name=action_next]",
            run: "click",
        },
        ...outcome("Client I", "Refuses"),
        {
            content: "The wrong contact: no outcome chosen yet, so the buttons are there",
            trigger: ".modal div[name=partner_id]:contains('Client J')",
        },
        {
            trigger: ".modal div[name=note] textarea",
            run: "edit Left the company",
        },
        ...outcome("Client J", "Wrong contact"),
        {
            content: "What it asked for is the next line: mend the contact",
            trigger: ".modal div[name=problem]:contains('Left the company')",
        },
        {
            trigger: ".modal div[name=phone] input",
            run: "edit +33 6 11 22 33 44",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Back in the list, what was left for later is all that is there",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:only-of-type td[name=partner_id]:contains('Client H')",
        },
        {
            content: "Insolvency, from the list in two clicks",
            trigger: ".o_data_row td[name=partner_id]:contains('Client H')",
            run: "click",
        },
        ...outcome("Client H", "Insolvency"),
        {
            content: "Nothing is left",
            trigger: "body:not(:has(.modal)) .o_list_view .o_view_nocontent:contains('Nothing is left to do')",
        },
    ],
});

// What that morning did not bring: the other outcomes, two clicks each at most.
tours.add("account_dunning_other_outcomes", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:first td[name=partner_id]:contains('Client A')",
            run: "click",
        },
        ...outcome("Client A", "Will pay"),
        ...outcome("Client B", "Error in the invoice"),
        ...outcome("Client C", "In difficulty"),
        ...outcome("Client D", "Commercial dispute"),
        {
            trigger: "body:not(:has(.modal)) .o_list_view .o_view_nocontent:contains('Nothing is left to do')",
        },
    ],
});

// The broken promise is in the list, the kept one is not; a call about it is reported from there.
tours.add("account_dunning_promise_broken", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row td[name=partner_id]:contains('Breaks')",
        },
        {
            trigger: ".o_list_view .o_data_row td[name=why]:contains('came in')",
        },
        {
            trigger: ".o_list_view:not(:has(td[name=partner_id]:contains('Keeps')))",
        },
        {
            trigger: ".o_data_row td[name=partner_id]:contains('Breaks')",
            run: "click",
        },
        {
            content: "What was said last time",
            trigger: ".modal div[name=last_said]:contains('before the holidays')",
        },
        ...outcome("Breaks", "Promised in 10 days"),
        {
            trigger: "body:not(:has(.modal)) .o_list_view .o_view_nocontent:contains('Nothing is left to do')",
        },
    ],
});

// The page of a customer: how old, what it opens, what happened.
tours.add("account_dunning_customer_page", {
    steps: () => [
        {
            content: "Numbers first",
            trigger: ".o_form_view div[name=figures] div[name=amount_promised]:contains('300')",
        },
        {
            content: "The timeline tells how the promise ended",
            trigger: ".o_form_view div[name=event_ids] .o_data_row:has(td[name=kind]:contains('Promise judged')) td[name=what]:contains('Broken')",
        },
        {
            content: "A bucket of the aging bar opens its items",
            trigger: ".o_form_view .o_dunning_aging button:contains('1–30')",
            run: "click",
        },
        {
            content: "The page is gone before the way back is taken: it has a way back of its own",
            trigger: "body:not(:has(.o_form_view)) .o_list_view .o_data_row:contains('INV/')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "So does a line of the timeline",
            trigger: ".o_form_view div[name=event_ids] .o_data_row:has(td[name=kind]:contains('Promise judged')) button[name=action_open]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_status button[data-value=broken][aria-checked=true]",
        },
    ],
});

// The same list on a telephone: cards, a number to tap, an outcome in one tap.
tours.add("account_dunning_work_phone", {
    steps: () => [
        {
            trigger: ".o_kanban_view .o_kanban_record:contains('Client A')",
        },
        {
            trigger: ".o_kanban_record:contains('Client A') a[href^='tel:']",
        },
        {
            trigger: ".o_kanban_record:contains('Client A') button[name=action_no_answer]",
            run: "click",
        },
        {
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:not(.o_kanban_ghost):contains('Client A')))",
        },
        {
            trigger: ".o_kanban_record:contains('Client B')",
            run: "click",
        },
        ...outcome("Client B", "Will pay"),
        {
            trigger: "body:not(:has(.modal)) .o_kanban_view .o_view_nocontent:contains('Nothing is left to do')",
        },
    ],
});

// A click by mistake is undone from its notice; the line is there again.
tours.add("account_dunning_undo", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Client A') button[name=action_promised]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Client A')))",
        },
        {
            trigger: ".o_notification button:contains('Undo')",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('nothing was recorded')",
        },
        {
            trigger: ".o_data_row:contains('Client A') button[name=action_promised]",
        },
    ],
});

// Before a company is live every screen says so and leads to the checklist; a stop is told, and ended, at the top.
tours.add("account_dunning_first_day", {
    steps: () => [
        {
            trigger: ".o_menu_brand:contains('Dunning and Collections')",
        },
        {
            trigger: ".o_dunning_banner_not_live button:contains('Checklist')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Bank account on messages')",
        },
        {
            trigger: ".o_dunning_banner_stopped button:contains('Let It Go On')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_dunning_banner_stopped)) .o_dunning_banner_not_live",
        },
        {
            trigger: ".o_menu_sections button[data-menu-xmlid='account_dunning.menu_dunning_work']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='account_dunning.menu_dunning_task']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_last_breadcrumb_item:contains('My Work'), .o_breadcrumb:contains('My Work')",
        },
    ],
});

// By keyboard alone: from the search field into the list, a call opened, its outcome and that of the next one by their keys.
tours.add("account_dunning_keyboard", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:first td[name=partner_id]:contains('Client A')",
        },
        {
            content: "The search field has the keyboard",
            trigger: ".o_searchview_input:focus",
            run: "press ArrowDown",
        },
        {
            content: "Into the head of the list",
            trigger: ".o_list_view thead:has(:focus), .o_list_view thead th:focus",
            run: "press ArrowDown",
        },
        {
            content: "Into its first line",
            trigger: ".o_list_view .o_data_row:first:has(:focus)",
            run: "press ArrowRight",
        },
        {
            content: "Open it",
            trigger: ".o_list_view .o_data_row:first td:focus",
            run: "press Enter",
        },
        {
            content: "No answer: Alt and its figure",
            trigger: ".modal:has(button[name=action_outcome][data-hotkey='0']) div[name=partner_id]:contains('Client A')",
            run: "press alt+0",
        },
        {
            content: "The next customer, who will pay",
            trigger: ".modal div[name=partner_id]:contains('Client B')",
            run: "press alt+1",
        },
        {
            content: "Back in the list",
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});
