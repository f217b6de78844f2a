import * as owl from "@odoo/owl";

/** State whose changes are shown: `useState` in OWL 2, `proxy` in OWL 3 (see docs/porting.md). */
export const useReactive = owl.proxy || owl.useState;
