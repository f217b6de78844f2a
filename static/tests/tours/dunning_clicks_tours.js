import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const tours = registry.category("web_tour.tours");

// Each task of the guides with the clicks that they state, in each language and at both widths: labels are never asked for.
// Counted is what a finger or a mouse does (pointers going down), on any part of the screen; typing is not.
const COUNT = "dunning_clicks";
document.addEventListener("pointerdown", () => sessionStorage.setItem(COUNT, Number(sessionStorage.getItem(COUNT)) + 1), true);

const isSmall = () => window.innerWidth < 768;
const LINE = ".o_data_row td[name=partner_id], .o_kanban_record:not(.o_kanban_ghost)";

// a busy machine takes its time; what is judged is the number of clicks
const PATIENCE = { timeout: 30000 };

const click = (trigger, more = {}) => ({ trigger, run: "click", ...PATIENCE, ...more });

/** A step on a screen that comes after another one: what is not counted. */
const goTo = (url) => ({
    content: `On ${url}`,
    trigger: "body",
    run() {
        window.location.href = url;
    },
    expectUnloadPage: true,
});

/**
 * One task: what is clicked, and what shows that it is done.
 *
 * @param {string} name as in the table of the guides
 * @param {number} limit clicks stated there
 * @param {Array} steps what is clicked
 * @param {string} done what is on the screen at the end
 */
const task = (name, limit, steps, done) => [
    {
        content: `Begin: ${name}`,
        trigger: ".o_web_client:not(.o_action_blocked), main",
        ...PATIENCE,
        run: () => sessionStorage.setItem(COUNT, 0),
    },
    ...steps,
    {
        content: `Done, and counted: ${name}`,
        trigger: done,
        ...PATIENCE,
        run() {
            const clicks = Number(sessionStorage.getItem(COUNT));
            console.log(`clicks: ${name} ${clicks} of ${limit}, ${window.innerWidth} px, ${document.documentElement.lang || user.lang}`);
            if (clicks > limit) {
                throw new Error(`${name} took ${clicks} clicks, ${limit} are stated`);
            }
        },
    },
];

/** Who is called …_fr reads French, and the page says so. */
const speaks = () => ({
    content: "The screen speaks the language that is meant",
    trigger: ".o_web_client",
    run() {
        if (user.login.endsWith("_fr") !== user.lang.startsWith("fr")) {
            throw new Error(`${user.login} reads ${user.lang}`);
        }
    },
});

/** From whatever opens after logging in to what the application opens on: two clicks, three on a telephone. */
const openApplication = () =>
    isSmall()
        ? [
              click(".o_menu_toggle"),
              click(".o_app_menu_sidebar .o_sidebar_topbar .btn-primary"),
              click(".o_app_menu_sidebar .o_app[data-menu-xmlid='account_dunning.menu_dunning_root']"),
          ]
        : [click(".o_navbar_apps_menu button"), click(".o_app[data-menu-xmlid='account_dunning.menu_dunning_root']")];

/** An entry of the application's menus: two clicks. */
const menu = (section, entry) =>
    isSmall()
        ? [click(".o_menu_toggle"), click(`.o_app_menu_sidebar li[data-menu-xmlid='account_dunning.${entry}']`)]
        : [
              click(`.o_menu_sections button[data-menu-xmlid='account_dunning.${section}']`),
              click(`.o-dropdown--menu [data-menu-xmlid='account_dunning.${entry}']`),
          ];

const block = (code, what) => `.o_dunning_block_${code} ${what}`;
// Where the credit manager's five questions are answered: how much and how old, who, broken promises, cash to come, whose work.
const QUESTIONS = {
    overdue: block("overdue", ".o_dunning_point"),
    debtors: block("debtors", "td a"),
    promises: block("promises", ".o_dunning_figure:not(:disabled)"),
    cash: block("cash", ".o_dunning_point:not(:disabled), .o_dunning_block_cash h2 a"),
    work: block("work", "h2 a, .o_dunning_block_work .o_dunning_figure:not(:disabled)"),
};

tours.add("account_dunning_clicks_manager", {
    steps: () => [
        speaks(),
        ...task(
            "manager: five questions answered",
            3,
            [...openApplication(), ...Object.values(QUESTIONS).map((trigger) => ({ trigger, ...PATIENCE }))],
            ".o_dunning_block_overdue canvas"
        ),
        ...Object.entries(QUESTIONS).flatMap(([code, trigger]) => [
            goTo("/odoo/dunning-dashboard"),
            ...task(
                `manager: what is behind ${code}`,
                1,
                [click(trigger)],
                "body:not(:has(.o_dunning_dashboard)) .o_view_controller:not(:has(.o_dunning_dashboard))"
            ),
        ]),
    ],
});

tours.add("account_dunning_clicks_first_preview", {
    steps: () => [
        speaks(),
        ...task("manager: open the application", 3, openApplication(), ".o_dunning_banner_not_live button"),
        ...task(
            "manager: first preview with everything checked",
            5,
            [
                click(".o_dunning_banner_not_live button"),
                click("button[name=action_take_collector]"),
                click(
                    isSmall()
                        ? ".o_kanban_record:not(.o_kanban_ghost):nth-of-type(3)"
                        : ".o_data_row:not(:has(button[name=action_take_collector])):nth-of-type(3) button[name=action_open_step]"
                ),
                click("body:not(:has(.o_data_row:nth-of-type(3) button[name=action_open_step])) button[name=action_confirm_read]"),
                click(
                    isSmall()
                        ? ".o_kanban_renderer:not(:has(button[name=action_confirm_read])) .o_kanban_record:not(.o_kanban_ghost):nth-of-type(6)"
                        : ".o_list_renderer:not(:has(.o_data_row:nth-of-type(5) button[name=action_open_step])) .o_data_row:nth-of-type(6) button[name=action_open_step]"
                ),
            ],
            ".o_form_view button[name=action_open_decisions]"
        ),
    ],
});

/** A line of a customer, or a button in it: named, for a list shows what it knew before it has asked anew. */
const line = (customer) => `.o_data_row:contains('${customer}') td[name=partner_id], .o_kanban_record:contains('${customer}')`;
const button = (customer, name) =>
    `.o_data_row:contains('${customer}') button[name=${name}], .o_kanban_record:contains('${customer}') button[name=${name}]`;

tours.add("account_dunning_clicks_collector", {
    steps: () => [
        speaks(),
        ...task("collector: my work", 3, openApplication(), LINE),
        ...task(
            "collector: call with outcome",
            2,
            [click(line("Client A")), click(".modal button[name=action_outcome][data-hotkey='1']")],
            ".modal div[name=partner_id]:contains('Client B')"
        ),
        goTo("/odoo/dunning-work"),
        ...task("collector: nobody answered", 1, [click(button("Client B", "action_no_answer"))], ".o_notification button"),
        goTo("/odoo/dunning-work"),
        ...task("collector: all promised", 1, [click(button("Client C", "action_promised"))], ".o_notification button"),
        goTo("/odoo/dunning-work"),
        ...task(
            "collector: message read and approved",
            2,
            [click(line("Client D")), click(".o_form_view button[name=action_approve]")],
            ".o_form_view:not(:has(button[name=action_approve]))"
        ),
        goTo("/odoo/dunning-replies"),
        ...task(
            "collector: reply with outcome",
            2,
            [click(LINE), click(".o_form_view button[name=action_accept_meaning]")],
            ".o_form_view .o_statusbar_status button[data-value=handled][aria-checked=true], .o_form_view:not(:has(button[name=action_accept_meaning]))"
        ),
    ],
});

tours.add("account_dunning_clicks_salesperson", {
    steps: () => [
        speaks(),
        ...task("salesperson: what my customers owe", 3, openApplication(), LINE),
        goTo("/odoo/dunning-work"),
        ...task(
            "salesperson: call with outcome",
            2,
            [click(LINE), click(".modal button[name=action_outcome][data-hotkey='8']")],
            "body:not(:has(.modal))"
        ),
    ],
});

tours.add("account_dunning_clicks_accountant", {
    steps: () => [
        speaks(),
        ...openApplication(),
        ...task(
            "accountant: aged balance of today",
            3,
            [...menu("menu_dunning_reporting", "menu_dunning_aged_receivable"), click(".modal footer button.btn-primary")],
            "body:not(:has(.modal)) .o_list_view .o_data_row, body:not(:has(.modal)) .o_kanban_view .o_kanban_record"
        ),
    ],
});

tours.add("account_dunning_clicks_invoice", {
    steps: () => [
        speaks(),
        ...task(
            "accountant: invoice on hold, with the reason",
            4,
            [
                click(".o_form_view a.nav-link[name=dunning]"),
                click(".tab-pane.active button[name=action_dunning_hold]"),
                { trigger: ".modal div[name=reason] input", run: "edit Waits for our credit note" },
                click(".modal button[name=action_confirm]"),
            ],
            "body:not(:has(.modal)) .tab-pane.active button[name=action_dunning_end_holds]"
        ),
    ],
});

// On the customer's page; what is typed between opening and sending does not count.
const answer = (kind, ...typed) =>
    task(
        `customer: ${kind}`,
        2,
        [
            click(`.o_dunning_answer_${kind}`, { expectUnloadPage: true }),
            ...typed,
            click(".o_dunning_answer .o_dunning_send", { expectUnloadPage: true }),
        ],
        ".o_dunning_page .o_dunning_sent"
    );
const type = (trigger, value) => ({
    trigger,
    run() {
        this.anchor.value = value;
    },
});

tours.add("account_dunning_clicks_customer", {
    steps: () => [...answer("promise"), ...answer("call_back", type("#dunning_day", "2025-03-12"), type("#dunning_phone", "+33 4 11 11 11 11"))],
});
