// Runs axe-core over screens of a running Odoo, at both widths; started by axe.py, which judges what it finds.
//
// Standard input: {axe: path of axe-core, sizes: {name: width}, screens: [{name, who, url, clicks, ready}]}; `who` is a login, its
// password the same, or empty for the public. Each line of the output is a JSON object: {screen, size, findings} or
// {screen, size, error}. A finding: {rule, impact, help, target, html, sign, field, because}.

import { readFileSync } from "node:fs";
import { launch, login, PHONE, settle, watch } from "./browser.mjs";

const { axe, sizes, screens } = JSON.parse(readFileSync(0, "utf8"));
const SOURCE = readFileSync(axe, "utf8");
const URL_ = process.env.ODOO_URL;

/** In the page: run axe and say of each serious node what it is and in which field it stands. */
async function look() {
    // components that Odoo's web client draws by itself: a finding inside one is told by the component, wherever it stands
    const PARTS = [
        ".o_main_navbar", ".o_app_menu_sidebar", ".o_searchview", ".o-mail-Chatter", ".o-mail-ActivityButton", ".o_avatar", ".o_select_menu", ".o-autocomplete",
        ".o_list_record_selector", ".o_optional_columns_dropdown", ".o_button_more", ".o_technical_modal[role]", ".o_notebook_headers .nav-link",
    ];
    // what a node is made of, without what differs from record to record
    const kind = (element) => {
        const classes = [...element.classList].filter((one) => /^(o_|o-|btn|badge|nav|form-|dropdown|text-|bg-|fa)/.test(one) && !/\d/.test(one));
        return [element.localName, ...classes.sort()].join(".");
    };
    const sign = (element) => {
        const part = PARTS.find((one) => (one.endsWith("[role]") ? element.matches(one) : element.closest(one)));
        if (part && !(part === ".o-mail-Chatter" && element.closest(".o_dunning_message"))) {
            return `${part} ${element.localName}`;
        }
        const parts = [];
        for (let one = element; one && parts.length < 3; one = one.parentElement) {
            parts.unshift(kind(one));
        }
        return parts.join(" > ");
    };
    // behind a dialogue nothing can be reached
    const { violations } = await window.axe.run(document.querySelector(".o_dialog .modal") || document, { resultTypes: ["violations"], elementRef: true });
    return violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, impact, help, nodes }) =>
            nodes.map((node) => {
                const { element } = node;
                return {
                    rule: id, impact, help, target: node.target.flat().join(" "), html: node.html.slice(0, 300),
                    sign: element ? sign(element) : "", field: element?.closest(".o_field_widget[name]")?.getAttribute("name"),
                    because: node.any.concat(node.all, node.none).map(({ message }) => message).join("; ").slice(0, 300),
                };
            })
        );
}

async function visit(page, screen) {
    await page.goto("about:blank");
    page.pending.clear();
    await page.goto(`${URL_}${screen.url}`);
    await page.waitForSelector(screen.ready || ".o_action_manager > .o_action, .o_action_manager .o_view_controller");
    await settle(page);
    for (const selector of screen.clicks || []) {
        const target = page.locator(selector).first();
        if (!(await target.isVisible())) {
            // narrow screens keep the buttons of a form in a menu
            await page.locator(".o_statusbar_buttons .dropdown-toggle, .o_cp_action_menus .dropdown-toggle").first().click();
        }
        await target.click();
        await settle(page);
    }
    await page.evaluate(SOURCE);
    return page.evaluate(look);
}

/** Return a page of who looks at a screen, logged in the first time it is asked for. */
async function pageOf(known, browser, width, who) {
    if (!known[who]) {
        const context = await browser.newContext(width < 500 ? PHONE : { viewport: { width, height: 900 } });
        const page = who ? await login(context, who, who) : await context.newPage();
        who || watch(page);
        page.setDefaultTimeout(60000);
        known[who] = page;
    }
    return known[who];
}

const browser = await launch();
try {
    for (const [size, width] of Object.entries(sizes)) {
        const known = {};
        for (const screen of screens) {
            const told = { screen: screen.name, size };
            try {
                told.findings = await visit(await pageOf(known, browser, width, screen.who), screen);
            } catch (error) {
                told.error = error.message.split("\n").slice(0, 3).join(" ");
            }
            console.log(JSON.stringify(told));
        }
    }
} finally {
    await browser.close();
}
