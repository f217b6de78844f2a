import { Component, onMounted, onPatched, onWillUnmount, useRef } from "@odoo/owl";
import { cookie } from "@web/core/browser/cookie";
import { formatFloat } from "@web/core/utils/numbers";

// By tone: the figure itself, comparisons, what is good or bad, and ages from light to dark (as in dunning.scss).
const COLORS = {
    main: "#3188e6",
    quiet: "#7e8290",
    target: "#f4a261",
    good: "#00a78d",
    bad: "#c5502f",
    coming: "#8fb7a8",
    age_1: "#f3d27a",
    age_2: "#eda94f",
    age_3: "#df7c3b",
    age_4: "#c5502f",
    age_5: "#8f2a23",
};

/** A chart of a block. A click on a point opens what it counts; by keyboard, the buttons that show when they have the focus. */
export class DashboardChart extends Component {
    static template = "account_dunning.DashboardChart";
    static props = { chart: Object, open: Function, title: String };

    setup() {
        this.canvas = useRef("canvas");
        onMounted(() => this.draw());
        onPatched(() => this.props.chart === this.shown || this.draw());
        onWillUnmount(() => this.clear());
    }

    /** The points as buttons; a chart of one series has its own below it, for everybody (see DunningDashboard.points). */
    get points() {
        const { labels, series, actions } = this.props.chart;
        return series.length === 1
            ? []
            : labels.map((label, rank) => ({
                  rank,
                  label,
                  text: series[0].texts[rank],
                  words: `${label}: ${series.map((one) => `${one.name} ${one.texts[rank]}`).join(", ")}`,
                  action: actions[rank],
              }));
    }

    /** Show in the chart which point the focus is on; none when it leaves. */
    mark(rank) {
        const points = rank === null ? [] : this.props.chart.series.map((_one, datasetIndex) => ({ datasetIndex, index: rank }));
        this.drawn.setActiveElements(points);
        this.drawn.tooltip.setActiveElements(points, { x: 0, y: 0 });
        this.drawn.update();
    }

    draw() {
        this.clear();
        this.shown = this.props.chart;
        this.drawn = new Chart(this.canvas.el, this.config);
    }

    clear() {
        this.drawn?.destroy();
        this.drawn = null;
    }

    get config() {
        const { kind, labels, series, actions } = this.props.chart;
        const dark = cookie.get("color_scheme") === "dark";
        const ink = dark ? "#c9ccd2" : "#4b5563";
        const grid = dark ? "#3c3f4c" : "#e5e7eb";
        return {
            type: series[0].shape,
            data: {
                labels,
                datasets: series.map((one, rank) => ({
                    type: one.shape,
                    label: one.name,
                    data: one.values,
                    texts: one.texts,
                    order: one.shape === "line" ? 0 : 1,
                    backgroundColor: one.tones ? one.tones.map((tone) => COLORS[tone]) : COLORS[one.tone],
                    borderColor: COLORS[one.tone],
                    borderWidth: one.shape === "line" ? (rank ? 1.5 : 2.5) : 0,
                    borderDash: one.shape === "line" && one.tone === "target" ? [5, 4] : [],
                    pointRadius: one.shape === "line" && !rank ? 3 : 0,
                    maxBarThickness: 48,
                    tension: 0.2,
                })),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (_event, points) => points.length && this.props.open(actions[points[0].index]),
                onHover: (event, points) => {
                    event.native.target.style.cursor = points.length ? "pointer" : "default";
                },
                plugins: {
                    legend: { display: series.length > 1, labels: { color: ink, boxWidth: 12 } },
                    tooltip: {
                        callbacks: { label: ({ dataset, dataIndex }) => `${dataset.label}: ${dataset.texts[dataIndex]}` },
                    },
                },
                scales: {
                    x: { ticks: { color: ink }, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        grid: { color: grid },
                        border: { display: false },
                        ticks: {
                            color: ink,
                            maxTicksLimit: 6,
                            callback: (value) =>
                                formatFloat(value, { humanReadable: kind === "money" && Math.abs(value) >= 1000, decimals: 1, digits: [16, 0] }),
                        },
                    },
                },
            },
        };
    }
}
