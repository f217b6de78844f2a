// Photographs the add-on's screens on a running Odoo, on a desktop and on a phone; started by screenshots.py, which
// explains the environment variables. A shot that fails is named and does not stop the others; the exit code tells.
//
//     make screenshots                  all
//     dev/screenshots.py todo call      those whose names start so
//     dev/screenshots.py =dashboard     the one of exactly this name

import path from "node:path";

import { call, launch, login, open, PHONE, settle } from "./browser.mjs";

const URL_ = process.env.ODOO_URL;
const FOLDER = process.env.SCREENSHOTS;
const WANTED = process.argv.slice(2);
const DESKTOP = { viewport: { width: 1366, height: 768 } };

const ADMIN = process.env.ODOO_LOGIN || "admin";
// Whose work list is shown, his password the same: an administrator has nothing to do himself.
const COLLECTOR = "collector";
const COLLECTORS_SCREENS = ["work"];

const DESKTOP_ONLY = ["email_text", "letters", "pivot", "plan_preview", "reasons", "settings"];
// Screens that need no English label to get there, for the French guide.
const FRENCH = ["dashboard", "monday", "work", "todo", "email_review", "call", "preview", "plan", "customer", "invoice", "invoice_list", "pivot", "settings"];

const failed = [];

/** Return the id of the first record that fits, trying one domain after the other. */
async function first(page, model, domains, order = "id") {
    for (const domain of domains) {
        const [id] = await call(page, model, "search", [domain], { limit: 1, order });
        if (id) {
            return id;
        }
    }
    throw new Error(`no ${model} fits`);
}

async function tab(page, name) {
    await page.click(`.o_notebook .nav-link[name="${name}"]`);
    await settle(page);
}

/** Scroll an element to a little below the top of the screen. */
async function scrollTo(page, selector, offset = 60) {
    await page.locator(selector).first().evaluate((element, offset) => {
        let box = element.parentElement;
        while (box && !(box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY))) {
            box = box.parentElement;
        }
        box = box || document.scrollingElement;
        box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - offset;
    }, offset);
    await page.waitForTimeout(200);
}

/** Apply filters of the search menu by their English labels. */
async function filter(page, ...labels) {
    await page.click(".o_searchview_dropdown_toggler");
    for (const label of labels) {
        await page.locator(".o_search_bar_menu .o-dropdown-item", { hasText: new RegExp(`^\\s*${label}\\s*$`) }).first().click();
    }
    await page.keyboard.press("Escape");
    await settle(page);
}

async function showColumns(page, ...names) {
    await page.click(".o_optional_columns_dropdown button");
    for (const name of names) {
        const box = page.locator(`.dropdown-menu input[name="${name}"]`);
        if (!(await box.isChecked())) {
            await box.click();
        }
    }
    await page.keyboard.press("Escape");
    await settle(page);
}

const OPEN = ["state", "in", ["todo", "ready", "failed"]];

const SCREENS = {
    async dashboard(page) {
        await open(page, "dunning-dashboard");
        await page.waitForSelector(".o_dunning_blocks canvas");
        await page.waitForSelector(".o_dunning_later", { state: "detached" });
        await settle(page);
        if (process.env.WHOLE) {
            const { width } = page.viewportSize();
            const hidden = await page.locator(".o_content").first().evaluate((box) => box.scrollHeight - box.clientHeight);
            await page.setViewportSize({ width, height: page.viewportSize().height + hidden });
            await settle(page);
        }
    },
    async dashboard_effect(page) {
        await SCREENS.dashboard(page);
        await scrollTo(page, ".o_dunning_block_effect", 16);
    },
    async monday(page) {
        await open(page, "dunning-monday");
        await page.waitForSelector(".o_dunning_block");
        await page.waitForSelector(".o_dunning_later", { state: "detached" });
        await settle(page);
        const { width, height } = page.viewportSize();
        const hidden = await page.locator(".o_content").first().evaluate((box) => box.scrollHeight - box.clientHeight);
        await page.setViewportSize({ width, height: height + hidden });
        await settle(page);
    },
    async work(page) {
        await open(page, "dunning-work");
        if (!page.collector) {
            await page.locator(".o_searchview_facet .o_facet_remove").first().click(); // everybody's
            await settle(page);
        }
    },
    async todo(page) {
        await open(page, "dunning-todo");
    },
    async email_review(page) {
        const domains = [
            [OPEN, ["channel", "=", "email"], ["step_id.delay", ">", 0], ["oldest_days", ">", 0]],
            [OPEN, ["channel", "=", "email"]],
            [["channel", "=", "email"]],
        ];
        const id = await first(page, "dunning.action", domains, "item_count desc, amount_due desc");
        await open(page, `dunning-actions/${id}`);
    },
    async email_text(page) {
        await SCREENS.email_review(page);
        await scrollTo(page, ".o_notebook_headers", 10);
    },
    async call(page) {
        const domains = [[OPEN, ["channel", "=", "phone"]], [["channel", "=", "phone"]]];
        const id = await first(page, "dunning.action", domains, "amount_due desc");
        await open(page, `dunning-actions/${id}`);
        await tab(page, "call");
    },
    async call_report(page) {
        await SCREENS.call(page);
        await page.click("button[name=action_report_call]");
        await page.waitForSelector(".modal .o_form_view");
        await settle(page);
    },
    async letters(page) {
        await open(page, "dunning-todo");
        await page.locator(".o_searchview_facet", { hasText: "To Do" }).locator(".o_facet_remove").click();
        await filter(page, "Letters");
    },
    async preview(page) {
        const id = await first(page, "dunning.run", [[["kind", "=", "preview"], ["state", "=", "done"]]], "id desc");
        await open(page, `dunning-runs/${id}`);
    },
    async reasons(page) {
        await SCREENS.preview(page);
        await page.click("button[name=action_open_decisions]");
        await page.waitForSelector(".o_list_view .o_group_header");
        await settle(page);
        for (let index = 0; index < 3; index++) {
            const closed = page.locator(".o_group_header:not(.o_group_open) .o_group_name").first();
            if (await closed.count()) {
                await closed.click();
                await settle(page);
            }
        }
    },
    async plan(page) {
        const id = await call(page, "ir.model.data", "search_read", [[["module", "=", "account_dunning"], ["name", "=", "plan_standard"]], ["res_id"]]);
        await open(page, `dunning-plans/${id[0].res_id}`);
    },
    async plan_preview(page) {
        await SCREENS.plan(page);
        await page.locator(".o_stat_text", { hasText: "Messages" }).first().click();
        await page.waitForSelector(".o_kanban_record");
        await settle(page);
    },
    async customer(page) {
        const [found] = await call(page, "dunning.action", "formatted_read_group", [
            [["state", "in", ["todo", "ready"]], ["profile_id.amount_overdue", ">", 0]], ["profile_id"], ["__count", "oldest_days:max"],
        ], { order: "__count desc", limit: 1 });
        await open(page, `dunning-customers/${found.profile_id[0]}`);
    },
    async invoice(page) {
        const [found] = await call(page, "dunning.action.line", "formatted_read_group", [
            [["kind", "=", "advance"], ["status", "in", ["open", "counted"]], ["move_id.payment_state", "=", "not_paid"]], ["move_id"], ["__count"],
        ], { order: "__count desc", limit: 1 });
        await open(page, `customer-invoices/${found.move_id[0]}`);
        await tab(page, "dunning");
        if (page.viewportSize().width < 500) {
            await scrollTo(page, ".o_notebook_headers", 10);
        }
    },
    async invoice_list(page) {
        await open(page, "customer-invoices");
        if (page.viewportSize().width > 500) {
            if (!page.french) {
                await filter(page, "Overdue");
            }
            await showColumns(page, "dunning_status", "dunning_status_reason", "dunning_next_date");
        }
    },
    async pivot(page) {
        await open(page, "dunning-actions?view_type=pivot");
        await settle(page);
    },
    async settings(page) {
        await open(page, "action-account.action_account_config");
        await page.locator('.settings_tab [data-key="account"]').click();
        await settle(page);
        await scrollTo(page, "#dunning_live", 90);
    },
    async portal(page) {
        const id = await first(page, "dunning.action", [
            [["channel", "=", "email"], ["state", "=", "done"], ["oldest_days", ">", 0]], [["channel", "=", "email"]],
        ], "date desc, item_count desc");
        const [{ page_url }] = await call(page, "dunning.action", "read", [[id], ["page_url"]]);
        const { pathname, search } = new URL(page_url);
        const guest = await page.context().browser().newContext(page.viewportSize().width < 500 ? PHONE : DESKTOP);
        const other = await guest.newPage();
        await other.goto(`${URL_}${pathname}${search}`);
        await other.waitForTimeout(500);
        return other;
    },
};

async function shoot(page, name, screen) {
    if (WANTED.length && !WANTED.some((wanted) => (wanted[0] === "=" ? name === wanted.slice(1) : name.startsWith(wanted)))) {
        return;
    }
    try {
        const other = await SCREENS[screen](page);
        await (other || page).screenshot({ path: path.join(FOLDER, `${name}.png`) });
        await other?.context().close();
        console.log(`· ${name}`);
    } catch (error) {
        failed.push(name);
        console.log(`! ${name}: ${error.message.split("\n").slice(0, 3).join(" ")}`);
        await page.keyboard.press("Escape").catch(() => {});
    }
}

/** Give the user who is logged in another language. */
async function speak(page, user, lang) {
    await call(page, "res.users", "write", [[user], { lang }]);
}

/** Log in on a desktop and on a phone. */
async function people(browser, name = ADMIN, password = process.env.ODOO_PASSWORD || "admin") {
    const pages = {
        desktop: await login(await browser.newContext(DESKTOP), name, password),
        phone: await login(await browser.newContext(PHONE), name, password),
    };
    Object.values(pages).forEach((page) => (page.collector = name === COLLECTOR));
    return pages;
}

const browser = await launch();
try {
    const admin = await people(browser);
    const users = await call(admin.desktop, "res.users", "search_read", [[["login", "in", [ADMIN, COLLECTOR]]], ["login", "lang"]]);
    const languages = (await call(admin.desktop, "res.lang", "get_installed")).map(([code]) => code);
    let collector = admin;
    const who = (screen) => (COLLECTORS_SCREENS.includes(screen) ? collector : admin);
    const speakAll = async (lang) => {
        for (const user of users) {
            await speak(admin.desktop, user.id, lang || user.lang);
        }
        // a session keeps the language that its user had when it began
        if (lang && users.some(({ login }) => login === COLLECTOR)) {
            collector = await people(browser, COLLECTOR, COLLECTOR);
        }
    };
    try {
        await speakAll("en_US");
        for (const screen of Object.keys(SCREENS)) {
            await shoot(who(screen).desktop, screen, screen);
        }
        for (const screen of Object.keys(SCREENS).filter((name) => !DESKTOP_ONLY.includes(name))) {
            await shoot(who(screen).phone, `${screen}_phone`, screen);
        }
        if (languages.includes("fr_FR")) {
            await speakAll("fr_FR");
            admin.desktop.french = true; // English labels are not there to be clicked
            for (const screen of FRENCH) {
                await shoot(who(screen).desktop, `${screen}_fr`, screen);
            }
        }
    } finally {
        await speakAll();
    }
} finally {
    await browser.close();
}
if (failed.length) {
    console.log(`not taken: ${failed.join(", ")}`);
    process.exitCode = 1;
}
