import { registry } from "@web/core/registry";

const OURS = "main .o_dunning_page, main .o_dunning_answer, main .o_dunning_pay_form, main .o_dunning_plan";
const TARGETS = ".btn, .form-control, .form-select, .form-check, .list-group-item-action";

// On a telephone each target of ours is 44 px high, and each field has its words.
function fingers(where) {
    return {
        content: `Big enough for a thumb, with words: ${where}`,
        trigger: OURS,
        run() {
            const shown = [...document.querySelectorAll(OURS)].flatMap((part) => [...part.querySelectorAll(TARGETS)]);
            for (const target of shown.filter((one) => one.offsetParent)) {
                const height = target.getBoundingClientRect().height;
                if (window.innerWidth < 480 && height < 43.5) {
                    throw new Error(`${where}: ${target.className} is ${height} px high`);
                }
                if (target.matches("input, select, textarea") && !target.labels.length && !target.getAttribute("aria-labelledby")) {
                    throw new Error(`${where}: ${target.name} has no label`);
                }
            }
        },
    };
}

// One answer of a customer: one tap opens it, one sends it; between them only what it needs.
function answer(kind, ...between) {
    return [
        fingers("page"),
        {
            content: `Open: ${kind}`,
            trigger: `.o_dunning_answer_${kind}`,
            run: "click",
            expectUnloadPage: true,
        },
        fingers(kind),
        ...between,
        {
            content: `Send: ${kind}`,
            trigger: ".o_dunning_answer .o_dunning_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: `The page says what follows: ${kind}`,
            trigger: ".o_dunning_page .o_dunning_sent",
        },
    ];
}

// A date is typed into the browser's own field, which takes no keys from a tour.
function day(value) {
    return {
        content: `The day: ${value}`,
        trigger: "#dunning_day",
        run() {
            this.anchor.value = value;
        },
    };
}

// The customer says everything about three overdue invoices that it would call for.
registry.category("web_tour.tours").add("account_dunning_page_answers", {
    steps: () => [
        ...answer(
            "paid",
            { trigger: ".o_dunning_answer .form-check:nth-of-type(2) input:checked", run: "click" },
            { trigger: ".o_dunning_answer .form-check:nth-of-type(3) input:checked", run: "click" },
            day("2025-03-08")
        ),
        ...answer(
            "dispute",
            { trigger: ".o_dunning_answer .form-check:nth-of-type(2) input", run: "click" },
            { trigger: "#dunning_category", run: "selectByLabel Wrong data on the invoice" },
            { trigger: "#dunning_text", run: "edit The address is wrong" }
        ),
        ...answer("promise"),
        ...answer("instalments", day("2025-03-20")),
        ...answer("copy", { trigger: ".o_dunning_answer .form-check:nth-of-type(1) input", run: "click" }),
        ...answer(
            "wrong_contact",
            { trigger: "#dunning_person", run: "edit Camille" },
            { trigger: "#dunning_phone", run: "edit +33 4 22 22 22 22" }
        ),
        ...answer("call_back", day("2025-03-12"), { trigger: "#dunning_phone", run: "edit +33 4 11 11 11 11" }),
    ],
});

// 60 % of one invoice and all of another, with core's demo provider.
registry.category("web_tour.tours").add("account_dunning_page_pay", {
    steps: () => [
        {
            trigger: ".o_dunning_pay_all",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_dunning_pay_form .list-group-item:first input[name^=amount_]",
            run: "edit 600",
        },
        {
            trigger: ".o_dunning_choose",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_dunning_pay_with #customer_input",
            run: "edit 4242 4242 4242 4242",
        },
        {
            trigger: "button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says what was paid",
            trigger: ".o_dunning_page .o_dunning_sent:contains('1,000.00')",
            timeout: 60000,
        },
    ],
});

// The customer reads a payment plan from the link of a message, and accepts it with name and function.
registry.category("web_tour.tours").add("account_dunning_page_plan", {
    steps: () => [
        {
            content: "The page leads to the plan that waits",
            trigger: ".o_dunning_plans a",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The document is there", trigger: ".o_dunning_plan_document table" },
        { trigger: "#dunning_plan_name", run: "edit Jane Durand" },
        { trigger: "#dunning_plan_capacity", run: "edit Manager" },
        { trigger: "#dunning_plan_agree", run: "click" },
        {
            content: "Accept",
            trigger: ".o_dunning_accept",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The instalments are agreed", trigger: ".o_dunning_plan .list-group-item:nth-of-type(3)" },
    ],
});

// The customer agrees on its account's page that its card is tried first, and withdraws it.
registry.category("web_tour.tours").add("account_dunning_page_debit", {
    steps: () => [
        fingers("account"),
        {
            content: "The page leads to it",
            trigger: ".o_dunning_debit a:contains('not agreed')",
            run: "click",
            expectUnloadPage: true,
        },
        fingers("debit"),
        { content: "What it agrees to", trigger: ".o_dunning_consents label:contains('4242')" },
        { trigger: "#dunning_debit_capacity", run: "edit Manager" },
        { trigger: "#dunning_debit_agree", run: "click" },
        {
            content: "Agree",
            trigger: ".o_dunning_send",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is agreed", trigger: ".o_dunning_agreed:contains('Jane Durand, Manager')" },
        fingers("agreed"),
        {
            content: "Withdraw",
            trigger: ".o_dunning_withdraw",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It can be agreed to again", trigger: ".o_dunning_consents input[type=radio]" },
    ],
});

// The customer reads a set-off from the link of a message, and accepts it with name and function.
registry.category("web_tour.tours").add("account_dunning_page_set_off", {
    steps: () => [
        {
            content: "The page leads to the set-off that waits",
            trigger: ".o_dunning_set_offs a",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The document is there", trigger: ".o_dunning_plan_document table" },
        { trigger: "#dunning_set_off_name", run: "edit Jane Durand" },
        { trigger: "#dunning_set_off_capacity", run: "edit Manager" },
        { trigger: "#dunning_set_off_agree", run: "click" },
        {
            content: "Accept",
            trigger: ".o_dunning_accept",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is agreed", trigger: ".o_dunning_set_off_state.alert-info" },
    ],
});
