import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

/** What a customer owes by age: one bar, and below it each bucket as a button that opens its items. */
export class AgingBar extends Component {
    static template = "account_dunning.AgingBar";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    /** The buckets in which something is open, with their share of the bar in percent. */
    get buckets() {
        const { data } = this.props.record;
        const currencyId = data.currency_id && data.currency_id.id;
        const buckets = data[this.props.name] || [];
        const total = buckets.reduce((sum, bucket) => sum + bucket.amount, 0);
        const overdue = buckets.filter((bucket) => bucket.kind !== "coming");
        return buckets.map((bucket) => {
            const rank = overdue.indexOf(bucket);
            return {
                ...bucket,
                share: total ? (100 * bucket.amount) / total : 0,
                text: formatMonetary(bucket.amount, { currencyId }),
                // from light to dark: the older, the more serious
                shade: rank < 0 ? "o_dunning_age_coming" : `o_dunning_age_${Math.min(rank + 1, 5)}`,
            };
        });
    }

    async open(bucket) {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_open_bucket", [[resId], bucket.bucket]));
    }
}

registry.category("fields").add("dunning_aging_bar", {
    component: AgingBar,
    supportedTypes: ["json", "jsonb"],
    fieldDependencies: [{ name: "currency_id", type: "many2one", relation: "res.currency" }],
});
