import { Component } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { WebClient } from "@web/webclient/webclient";
import { useReactive } from "../compat";

// The applications on whose screens it is said that nothing leaves.
const APPS = ["account_dunning.menu_dunning_root", "account.menu_finance"];
// Milliseconds for which an answer is good enough: people walk through screens faster than companies go live.
const FRESH = 20000;

/** What every screen of dunning says at its top: nothing leaves, not live yet, contacts that are stuck. */
export class DunningBanner extends Component {
    static template = "account_dunning.Banner";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.menu = useService("menu");
        this.state = useReactive({ lines: [] });
        this.asked = 0;
        useBus(this.env.bus, "MENUS:APP-CHANGED", () => this.load());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", ({ detail: mode }) => {
            this.mark();
            return mode === "new" || this.load();
        });
    }

    /** Let style sheets know that the screen is one of the application's own, whichever way it was opened. */
    mark() {
        const { action, props } = this.action.currentController || {};
        const names = [props?.resModel, action?.res_model, action?.tag, action?.path, this.menu.getCurrentApp()?.xmlid];
        const isOurs = names.some((one) => /dunning/.test(one || ""));
        document.body.classList.toggle("o_dunning_application", isOurs);
    }

    async load(anew = false) {
        if (!APPS.includes(this.menu.getCurrentApp()?.xmlid)) {
            this.state.lines = [];
            this.asked = 0;
        } else if (anew || Date.now() - this.asked > FRESH) {
            this.asked = Date.now();
            this.state.lines = await this.orm.silent.call("dunning.home", "get_banner", []);
        }
    }

    async act(method) {
        const action = await this.orm.call("dunning.home", method, []);
        await this.action.doAction(action);
        await this.load(true);
    }
}

WebClient.components = { ...WebClient.components, DunningBanner };
