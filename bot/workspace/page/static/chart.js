// data_visualization blocks as SVG: bars, lines, areas and pies, with the numbers as a table.

import { h, svg, uniqueId } from "./dom.js";
import { number, shortNumber, w } from "./words.js";

const WIDTH = 560;
const HEIGHT = 260;
const TOP = 14;
const RIGHT = 14;
const LEFT = 58;
const LONGEST = 14; // letters of a label before it is cut; the whole stands in the tooltip

export function chart(block) {
  const { chart: data } = block;
  const title = typeof block.title === "string" ? block.title : (block.title?.text ?? "");
  const id = uniqueId("chart");
  const drawing = data.type === "pie" ? pie(data) : axes(data);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-labelledby", id);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", { id }, title),
    drawing,
    legend(data),
    h("details", {}, h("summary", {}, w("asTable")), numbers(data))
  );
}

function legend(data) {
  const names = (data.type === "pie" ? data.segments.map((s) => s.label) : data.series.map((s) => s.name));
  if (data.type !== "pie" && names.length < 2) return null;
  return h("ul", { class: "legend" }, names.map((name, i) => h("li", {}, h("span", { class: `swatch series-${i + 1}` }), name)));
}

function numbers(data) {
  const row = (tag, cells) => h("tr", {}, cells.map((cell, i) => h(i && tag === "th" ? "th" : i ? "td" : "th", { scope: tag === "th" ? "col" : i ? null : "row" }, cell)));
  if (data.type === "pie")
    return h("table", {}, h("tbody", {}, data.segments.map((s) => row("td", [s.label, number(s.value)]))));
  const head = row("th", [data.axis_config.x_label ?? "", ...data.series.map((s) => s.name)]);
  const body = data.axis_config.categories.map((category) =>
    row("td", [category, ...data.series.map((s) => number(valueAt(s, category)))])
  );
  return h("table", {}, h("thead", {}, head), h("tbody", {}, body));
}

function valueAt(series, category) {
  return series.data.find((point) => point.label === category)?.value ?? 0;
}

// A scale of about four round steps that holds every value and zero.
export function scale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const first = Math.floor(low / step) * step;
  const steps = Math.ceil((high - first) / step - 1e-9) || 1;
  return Array.from({ length: steps + 1 }, (_, i) => first + i * step);
}

function axes(data) {
  const { categories, x_label: xLabel, y_label: yLabel } = data.axis_config;
  const ticks = scale(data.series.flatMap((s) => s.data.map((p) => p.value)));
  const crowded = categories.some((c) => c.length > 90 / categories.length + 2);
  const bottom = (crowded ? 78 : 34) + (xLabel ? 20 : 0);
  const inner = { width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - (crowded ? 34 : 34) };
  const height = TOP + inner.height + bottom;
  const y = (value) => TOP + inner.height * (1 - (value - ticks[0]) / (ticks.at(-1) - ticks[0]));
  const slot = inner.width / categories.length;
  const x = (index) => LEFT + slot * (index + 0.5);
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "drawing" });
  for (const tick of ticks) {
    root.append(
      svg("line", { class: tick === 0 ? "axis" : "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, shortNumber(tick))
    );
  }
  categories.forEach((category, i) => {
    const cut = category.length > LONGEST && crowded ? `${category.slice(0, LONGEST - 1)}…` : category;
    const at = { x: x(i), y: TOP + inner.height + 18 };
    const turned = crowded ? { transform: `rotate(-35 ${at.x} ${at.y})`, "text-anchor": "end" } : { "text-anchor": "middle" };
    root.append(svg("text", { class: "tick", ...at, ...turned }, svg("title", {}, category), cut));
  });
  if (yLabel) root.append(svg("text", { class: "axis-label", x: 14, y: TOP + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${TOP + inner.height / 2})` }, yLabel));
  if (xLabel) root.append(svg("text", { class: "axis-label", x: LEFT + inner.width / 2, y: height - 6, "text-anchor": "middle" }, xLabel));
  const draw = data.type === "bar" ? bars : lines;
  root.append(...draw(data, { categories, x, y, slot, zero: y(Math.max(0, ticks[0])) }));
  return root;
}

function bars(data, { categories, x, y, slot, zero }) {
  const wide = Math.min(54, (slot * 0.72) / data.series.length);
  const alone = data.series.length === 1;
  return data.series.flatMap((series, s) =>
    categories.flatMap((category, c) => {
      const value = valueAt(series, category);
      const left = x(c) - (wide * data.series.length) / 2 + wide * s;
      const top = Math.min(y(value), zero);
      const bar = svg(
        "rect",
        { class: `mark series-${s + 1}`, x: left, y: top, width: Math.max(1, wide - 2), height: Math.max(1, Math.abs(y(value) - zero)), rx: 3 },
        svg("title", {}, `${series.name} – ${category}: ${number(value)}`)
      );
      const label = alone && categories.length <= 12
        ? svg("text", { class: "value", x: left + wide / 2 - 1, y: top - 4, "text-anchor": "middle" }, shortNumber(value))
        : null;
      return [bar, label].filter(Boolean);
    })
  );
}

function lines(data, { categories, x, y, zero }) {
  return data.series.flatMap((series, s) => {
    const points = categories.map((category, c) => [x(c), y(valueAt(series, category))]);
    const path = points.map(([px, py], i) => `${i ? "L" : "M"}${px} ${py}`).join("");
    const area = `${path}L${points.at(-1)[0]} ${zero}L${points[0][0]} ${zero}Z`;
    const dots = points.map(([cx, cy], c) =>
      svg("circle", { class: `mark series-${s + 1}`, cx, cy, r: 4 }, svg("title", {}, `${series.name} – ${categories[c]}: ${number(valueAt(series, categories[c]))}`))
    );
    return [
      data.type === "area" ? svg("path", { class: `area series-${s + 1}`, d: area }) : null,
      svg("path", { class: `line series-${s + 1}`, d: path }),
      ...dots,
    ].filter(Boolean);
  });
}

function pie(data) {
  const total = data.segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  const [cx, cy, r] = [WIDTH / 2, 120, 104];
  const point = (share) => [cx + r * Math.sin(2 * Math.PI * share), cy - r * Math.cos(2 * Math.PI * share)];
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} 240`, class: "drawing" });
  let before = 0;
  data.segments.forEach((segment, i) => {
    const share = segment.value / total;
    const [x1, y1] = point(before);
    const [x2, y2] = point(before + share);
    const shape = { class: `mark series-${i + 1} slice` };
    const title = svg("title", {}, `${segment.label}: ${number(segment.value)}`);
    root.append(
      share >= 0.999
        ? svg("circle", { ...shape, cx, cy, r }, title)
        : svg("path", { ...shape, d: `M${cx} ${cy}L${x1} ${y1}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}Z` }, title)
    );
    before += share;
  });
  return root;
}
