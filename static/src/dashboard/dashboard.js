import { Component, onWillStart, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useSortable } from "@web/core/utils/sortable_owl";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import { useReactive } from "../compat";
import { DashboardChart } from "./dashboard_chart";

const MODEL = "dunning.dashboard";

/** Blocks of figures that each person chooses and orders; every figure opens its records. */
export class DunningDashboard extends Component {
    static template = "account_dunning.Dashboard";
    static components = { DashboardChart, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.blocks = useRef("blocks");
        // coming back from records, the dashboard is as it was left
        // one of its screens shows five blocks, whatever somebody has chosen
        const view = this.props.action?.params?.view;
        const filters = { ...(this.props.state?.filters || {}), ...(view ? { view } : {}) };
        this.state = useReactive({ filters, data: null, editing: false, loading: false });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        useSortable({
            ref: this.blocks,
            elements: ".o_dunning_block",
            handle: ".o_dunning_drag",
            enable: () => this.state.editing,
            onDrop: ({ element, previous }) => this.moveAfter(element.dataset.code, previous?.dataset.code),
        });
        onWillStart(() => Promise.all([this.load(), loadBundle("web.chartjs_lib")]));
    }

    async load() {
        // the answer to the last question counts, whichever comes last
        const turn = (this.turn = (this.turn || 0) + 1);
        this.state.loading = true;
        try {
            const data = await this.orm.call(MODEL, "get_data", [this.state.filters]);
            if (turn === this.turn) {
                this.state.data = data;
                this.state.filters = data.filters;
                data.blocks.filter((block) => block.later).forEach((block) => this.loadBlock(block.code, turn));
            }
        } finally {
            this.state.loading = false;
        }
    }

    /** Ask for a block that takes longer, so that the others need not wait for it. */
    async loadBlock(code, turn) {
        let found = { later: false, empty: _t("This block could not be loaded.") };
        try {
            found = await this.orm.call(MODEL, "get_block", [code, this.state.filters]);
        } finally {
            const block = turn === this.turn && this.state.data.blocks.find((one) => one.code === code);
            if (block) {
                Object.assign(block, { later: false }, found);
            }
        }
    }

    setFilter(name, value) {
        this.state.filters = { ...this.state.filters, [name]: value };
        return this.load();
    }

    setNumber(name, ev) {
        return this.setFilter(name, parseInt(ev.target.value));
    }

    /** Open what a figure counts: an action, or a call that gives one. */
    async open(action) {
        if (!action) {
            return;
        }
        this.action.doAction(action.call ? await this.orm.call(MODEL, action.call, [this.state.filters]) : action);
    }

    /** What a chart of one series shows, as buttons below it: those of nothing are left out. */
    points({ labels, series, actions }) {
        return labels
            .map((label, rank) => ({ rank, label, text: series[0].texts[rank], action: actions[rank] }))
            .filter((point) => series[0].values[point.rank]);
    }

    /** Classes of a cell or of its column's head; columns that matter less are left out on a telephone. */
    cellClass(column, { kind }) {
        return `${kind === "text" ? "" : "text-end text-nowrap"} ${column.minor ? "d-none d-md-table-cell" : ""}`;
    }

    // -- choosing and ordering

    get hidden() {
        return this.state.data.choice.filter((one) => !one.shown);
    }

    toggleEditing() {
        this.state.editing = !this.state.editing;
    }

    async save(choice, everybody = false) {
        const before = this.state.data.choice;
        this.state.data.choice = choice;
        try {
            await this.orm.call(MODEL, "save_choice", [choice.map(({ code, shown }) => ({ code, shown })), everybody]);
        } catch (error) {
            this.state.data.choice = before;
            throw error;
        }
        const missing = choice.some((one) => one.shown && !this.state.data.blocks.some((block) => block.code === one.code));
        if (missing) {
            return this.load();
        }
        const rank = Object.fromEntries(choice.map((one, place) => [one.code, place]));
        this.state.data.blocks = this.state.data.blocks
            .filter((block) => choice[rank[block.code]].shown)
            .sort((one, other) => rank[one.code] - rank[other.code]);
    }

    show(code, shown) {
        return this.save(this.state.data.choice.map((one) => (one.code === code ? { ...one, shown } : one)));
    }

    /** Move a shown block by one place among those that are shown. */
    move(code, by) {
        const codes = this.state.data.blocks.map((block) => block.code);
        const place = codes.indexOf(code) + by;
        if (place < 0 || place >= codes.length) {
            return;
        }
        return this.moveAfter(code, by > 0 ? codes[place] : codes[place - 1]);
    }

    /** Put a block behind another one, or first. */
    moveAfter(code, previous) {
        const moved = this.state.data.choice.find((one) => one.code === code);
        const others = this.state.data.choice.filter((one) => one.code !== code);
        others.splice(previous ? others.findIndex((one) => one.code === previous) + 1 : 0, 0, moved);
        return this.save(others);
    }

    saveForEverybody() {
        return this.save([...this.state.data.choice], true);
    }

    async reset() {
        await this.orm.call(MODEL, "reset_choice", []);
        return this.load();
    }
}

registry.category("actions").add("dunning_dashboard", DunningDashboard);
