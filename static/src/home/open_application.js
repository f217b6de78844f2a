import { browser } from "@web/core/browser/browser";
import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";

/** The entry in Invoicing: go over to the application, with its own menus, and to what it opens on. */
function openApplication(env) {
    const menus = env.services.menu;
    return menus.selectMenu(menus.getAll().find((menu) => menu.xmlid === "account_dunning.menu_dunning_root"));
}

registry.category("actions").add("account_dunning.open_application", openApplication);

/** Go over to another company that the user works in, and begin anew there. */
function openCompany(env, action) {
    cookie.set("cids", String(action.params.company_id));
    browser.location.assign("/odoo/dunning");
}

registry.category("actions").add("account_dunning.open_company", openCompany);
