// Draws the charts of a page: each .drawing names the element that holds its ECharts option as JSON.
// Colours come from the style sheet, so that charts follow light and dark, and are light in print.

import { init } from "./vendor/echarts.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const charts = [];

const paint = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const written = (value) =>
  typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 2 }).replace("-", "\u2212") : "—";

const short = (value) => (Math.abs(value) >= 10000 ? value.toLocaleString("en-US", { notation: "compact" }) : written(value));

/** The option with colours, fonts and distances. */
function dressed(option, drawing) {
  const ink = paint("--ink");
  const soft = paint("--soft");
  const line = paint("--line");
  const font = getComputedStyle(document.body).fontFamily;
  const palette = ["--data", "--third", "--fourth", "--contrast"].map(paint);
  if (option.series.length > 1) palette.unshift(palette.pop());
  const axis = (one, value) => ({
    ...one,
    axisLine: { show: !value, lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: {
      color: soft,
      fontSize: 12,
      hideOverlap: true,
      ...(value ? { formatter: short } : { width: Math.min(150, drawing.clientWidth / 3), overflow: "truncate" }),
      ...one.axisLabel,
    },
    splitLine: { show: value, lineStyle: { color: line } },
  });
  const series = option.series.map((one, place) => ({
    symbolSize: 7,
    barMaxWidth: 26,
    lineStyle: { width: place ? 1.8 : 3, type: place > 1 ? "dashed" : "solid" },
    ...one,
    itemStyle: {
      ...(one.type === "boxplot" ? { color: paint("--data-soft"), borderColor: ink, borderWidth: 1.5 } : { color: palette[place % palette.length] }),
      ...one.itemStyle,
    },
    data: one.data.map((datum) =>
      datum && datum.mine ? { ...datum, itemStyle: { color: paint("--contrast") } } : datum,
    ),
  }));
  const several = option.series.length > 1;
  return {
    ...option,
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 4, right: 16, top: several ? 34 : 10, bottom: 4, containLabel: true },
    legend: several ? { ...option.legend, top: 0, left: 0, type: "plain", textStyle: { color: ink, fontSize: 12.5 }, itemWidth: 18, itemHeight: 9 } : undefined,
    tooltip: {
      ...option.tooltip,
      renderMode: "richText",
      confine: true,
      backgroundColor: paint("--paper"),
      borderColor: line,
      textStyle: { color: ink, fontSize: 13, fontFamily: font },
      valueFormatter: written,
    },
    xAxis: axis(option.xAxis, option.xAxis.type === "value"),
    yAxis: axis(option.yAxis, option.yAxis.type === "value"),
    series,
  };
}

/** Let a click on a bar lead where its row of the table below leads: to the words, else to the place. Bars are drawn
    from the bottom up, so that the last is that of the first row. */
function lead({ chart, drawing }) {
  const rows = [...drawing.closest("figure").parentElement.querySelectorAll(":scope > .numbers tbody tr")].reverse();
  chart.on("click", ({ name, dataIndex }) => {
    const row = rows[dataIndex];
    if (!row || row.querySelector("th").textContent.trim() !== name) return;
    (row.querySelector("td .evidence") || row.querySelector("th a")).click();
  });
}

function draw(one) {
  one.chart.setOption(dressed(one.option, one.drawing), true);
}

for (const drawing of document.querySelectorAll(".drawing[data-option]")) {
  const option = JSON.parse(document.getElementById(drawing.dataset.option).textContent);
  const rows = option.yAxis && option.yAxis.type === "category" ? option.yAxis.data.length : 0;
  if (rows > 8) drawing.style.height = `${rows * 22 + 30}px`;
  const one = { chart: init(drawing, null, { renderer: "svg" }), option, drawing };
  charts.push(one);
  if (rows) lead(one);
  draw(one);
  new ResizeObserver(() => {
    one.chart.resize();
    draw(one);
  }).observe(drawing);
}

// On a phone a wide table begins with the newest year; the others are to its left.
if (matchMedia("(max-width: 640px)").matches)
  for (const now of document.querySelectorAll(".figures th.now"))
    now.closest(".scroll").scrollLeft = now.offsetLeft - now.parentElement.firstElementChild.offsetWidth;

dark.addEventListener("change", () => charts.forEach(draw));
for (const [event, printing] of [["beforeprint", true], ["afterprint", false]])
  addEventListener(event, () => {
    document.documentElement.classList.toggle("printing", printing);
    charts.forEach(draw);
  });
