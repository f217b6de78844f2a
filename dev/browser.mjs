// What scripts share that drive an Odoo with Chromium: screens' sizes, logging in, opening a screen and waiting for it.
// The environment names the server (ODOO_URL, ODOO_DB), Chromium (CHROMIUM) and what to import as Playwright (PLAYWRIGHT).

const { chromium } = await import(process.env.PLAYWRIGHT);
const URL_ = process.env.ODOO_URL;
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export function launch() {
    return chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
}

/** Call a method of a model through the web client's own door. */
export function call(page, model, method, args = [], kwargs = {}) {
    return page.evaluate(
        async ([model, method, args, kwargs]) => {
            const response = await fetch(`/web/dataset/call_kw/${model}/${method}`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { model, method, args, kwargs } }),
            });
            const { result, error } = await response.json();
            if (error) {
                throw new Error(error.data?.message || error.message);
            }
            return result;
        },
        [model, method, args, kwargs]
    );
}

/** Log in and return a page; the form is not what is shown, and on a busy machine it takes its time to appear. */
export async function login(context, name, password) {
    const params = { db: process.env.ODOO_DB, login: name, password };
    const answer = await context.request.post(`${URL_}/web/session/authenticate`, { data: { jsonrpc: "2.0", method: "call", params } });
    const { error } = await answer.json();
    if (error) {
        throw new Error(`${name} cannot log in: ${error.data?.message || error.message}`);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    watch(page);
    // the first visit to a database builds the style sheets and scripts
    await page.goto(`${URL_}/web`, { timeout: 180000 });
    await page.waitForSelector(".o_web_client, main", { timeout: 180000 });
    // Bubbles of newcomers' tours would hide what is shown.
    await page.addInitScript(() => {
        const style = document.createElement("style");
        style.textContent = ".o_tour_pointer, .o-tour-pointer, .o_notification_manager, .o_onboarding_container { display: none !important; }";
        document.addEventListener("DOMContentLoaded", () => document.head.append(style));
    });
    return page;
}

/** Count what a page is loading; the message bus, which never rests, does not count. */
export function watch(page) {
    const pending = new Set();
    page.pending = pending;
    page.on("request", (request) => /\/(websocket|bus)\//.test(request.url()) || pending.add(request));
    page.on("requestfinished", (request) => pending.delete(request));
    page.on("requestfailed", (request) => pending.delete(request));
}

/** Wait until the client has had nothing to load for a moment, ten seconds at most. */
export async function settle(page) {
    for (let quiet = 0, turn = 0; quiet < 4 && turn < 100; turn++) {
        await page.waitForTimeout(100);
        quiet = page.pending.size ? 0 : quiet + 1;
    }
}

export async function open(page, address) {
    await page.goto("about:blank");
    page.pending.clear();
    await page.goto(`${URL_}/odoo/${address}`);
    await page.waitForSelector(".o_action_manager > .o_action, .o_action_manager .o_view_controller");
    await settle(page);
}
