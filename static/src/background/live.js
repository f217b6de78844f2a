import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillUnmount, xml } from "@odoo/owl";

const EVERY = 3000;
const UNDER_WAY = ["queued", "running"];

/** Read a form anew while what it shows is worked on in the background, so that its progress moves by itself. */
export class Live extends Component {
    static template = xml`<span class="d-none o_dunning_live"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        const timer = browser.setInterval(() => this.readAnew(), EVERY);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    /** Read the record anew, unless nobody looks at it, it is over, or somebody types into it. */
    async readAnew() {
        const { record } = this.props;
        if (!document.hidden && record.resId && !record.dirty && UNDER_WAY.includes(record.data.state)) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("dunning_live", {
    component: Live,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
