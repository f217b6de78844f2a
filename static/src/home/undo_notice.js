import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const CLOSE = { type: "ir.actions.act_window_close" };

/** Say what is about to be recorded, with Undo; when the time is over it is recorded. */
function undoNotice(env, action) {
    const { message, ids, seconds } = action.params;
    const { notification, orm } = env.services;
    let undone = false;
    const undo = async () => {
        undone = true;
        close();
        await orm.call("dunning.action", "action_undo_report", [ids]);
        notification.add(_t("Undone: nothing was recorded."), { type: "info" });
        env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    };
    const close = notification.add(message, {
        type: "success",
        sticky: true,
        buttons: [{ name: _t("Undo"), primary: true, onClick: undo }],
    });
    browser.setTimeout(() => {
        if (!undone) {
            close();
            orm.silent.call("dunning.action", "action_settle_report", [ids]);
        }
    }, (seconds + 1) * 1000);
    return CLOSE; // the list behind reads anew
}

registry.category("actions").add("account_dunning.undo_notice", undoNotice);
