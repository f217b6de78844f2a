import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A manager puts his dashboard in order and looks behind a figure.
tours.add("account_dunning_dashboard", {
    steps: () => [
        {
            content: "Charts are drawn",
            trigger: ".o_dunning_block_overdue .o_dunning_chart canvas",
        },
        {
            content: "What takes longer comes by itself",
            trigger: ".o_dunning_block_effect:not(:has(.o_dunning_later)):contains('No step was taken')",
        },
        {
            trigger: ".o_dunning_customize",
            run: "click",
        },
        {
            content: "Overdue before the key figures",
            trigger: ".o_dunning_block_overdue .o_dunning_up",
            run: "click",
        },
        {
            trigger: ".o_dunning_block:first.o_dunning_block_overdue",
        },
        {
            content: "Without disputes and promises",
            trigger: ".o_dunning_block_disputes .o_dunning_hide",
            run: "click",
        },
        {
            trigger: ".o_dunning_hidden button[data-code=disputes]",
        },
        {
            trigger: ".o_dunning_block_promises .o_dunning_hide",
            run: "click",
        },
        {
            content: "But promises after all",
            trigger: ".o_dunning_hidden button[data-code=promises]",
            run: "click",
        },
        {
            trigger: ".o_dunning_blocks:has(.o_dunning_block_promises):not(:has(.o_dunning_block_disputes))",
        },
        {
            trigger: ".o_dunning_customize",
            run: "click",
        },
        {
            trigger: ".o_dunning_filters select[name=months]",
            run: "select 24",
        },
        {
            content: "A figure opens its records",
            trigger: ".o_dunning_dashboard:not(.opacity-50) .o_dunning_block_overdue .o_dunning_point:contains('1–30'):contains('1,000')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('INV/')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Coming back, the filters are as they were left",
            trigger: ".o_dunning_filters select[name=months]:has(option[value='24']:checked)",
        },
        {
            content: "Months of the DSO are not seen without the focus",
            trigger: ".o_dunning_block_dso .o_dunning_points",
            run: () => {
                const points = [...document.querySelectorAll(".o_dunning_block_dso .o_dunning_point")];
                if (points.length !== 24 || points[0].getBoundingClientRect().width > 2 && points[0].closest(".o_dunning_points").clientWidth > 2) {
                    throw new Error("24 months wait for the keyboard, unseen");
                }
                points.at(-1).focus();
            },
        },
        {
            content: "With it they are, and say what they show",
            trigger: ".o_dunning_block_dso .o_dunning_points:visible .o_dunning_point:last:focus[aria-label*='DSO']",
            run: "press Enter",
        },
        {
            content: "Enter opens what was open at the end of the month",
            trigger: ".o_list_view .o_data_row:contains('INV/')",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "The customer who owes most opens his page",
            trigger: ".o_dunning_block_debtors td:first a:contains('Atelier Durand')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('INV/'), .o_form_view div[name=figures]",
        },
    ],
});

// On a telephone: one column, nothing to scroll sideways.
tours.add("account_dunning_dashboard_phone", {
    steps: () => [
        {
            trigger: ".o_dunning_block_overdue .o_dunning_chart canvas",
            run: () => {
                const width = document.querySelector(".o_dunning_blocks").clientWidth;
                for (const block of document.querySelectorAll(".o_dunning_block")) {
                    if (Math.abs(block.getBoundingClientRect().width - width) > 1) {
                        throw new Error(`${block.className} is not as wide as the screen`);
                    }
                }
                const content = document.querySelector(".o_content");
                if (content.scrollWidth > content.clientWidth + 1) {
                    throw new Error("the dashboard is wider than the screen");
                }
            },
        },
        {
            trigger: ".o_dunning_block_overdue .o_dunning_point:contains('1–30')",
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_record:contains('INV/'), .o_list_view .o_data_row:contains('INV/')",
        },
    ],
});
