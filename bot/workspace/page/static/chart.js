// data_visualization blocks as SVG: bars, lines, areas and pies, with the numbers as a table.

import { h, svg, uniqueId } from "./dom.js";
import { number, shortNumber, w } from "./words.js";

// In pixels: a chart is drawn anew for the width it gets, so that its letters keep their size.
const USUAL_WIDTH = 560;
const NARROWEST = 220;
const HEIGHT = 260;
const TOP = 18;
const RIGHT = 14;
const LEFT = 46;
const LABELLED = 16; // more on the left for the name of the axis
const LETTER = 6.6; // of an average letter
const GAP = 4; // between two labels
const LONGEST = 14; // letters of a turned label before it is cut; the whole stands in the tooltip
const BOLD_LETTER = 7.6; // of the numbers over the bars

export function chart(block) {
  const { chart: data } = block;
  const title = typeof block.title === "string" ? block.title : (block.title?.text ?? "");
  const id = uniqueId("chart");
  const frame = h("div", { class: "drawing-frame" });
  let drawn = 0;
  const draw = (width) => {
    if (width === drawn) return;
    drawn = width;
    const drawing = data.type === "pie" ? pie(data, width) : axes(data, width, title);
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-labelledby", id);
    frame.replaceChildren(drawing);
    frame.dispatchEvent(new CustomEvent("redrawn", { bubbles: true }));
  };
  draw(USUAL_WIDTH);
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width) draw(Math.max(NARROWEST, width));
  }).observe(frame);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", { id }, title),
    frame,
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

// The words of a label on lines no wider than `room`, as far as words can be parted.
function linesOf(label, room) {
  const lines = [];
  for (const word of label.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length && longer.length * LETTER <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function axes(data, width, title) {
  const { categories, x_label: xLabel, y_label: named } = data.axis_config;
  const yLabel = named && named.toLowerCase() !== title.toLowerCase() ? named : null; // said once
  const ticks = scale(data.series.flatMap((s) => s.data.map((p) => p.value)));
  const left = LEFT + (yLabel ? LABELLED : 0);
  const inner = { width: width - left - RIGHT, height: HEIGHT - TOP - 34 };
  const slot = inner.width / categories.length;
  const labels = categories.map((category) => linesOf(category, slot - GAP));
  const crowded = labels.flat().some((line) => line.length * LETTER > slot - GAP);
  const deep = crowded ? 1 : Math.max(...labels.map((each) => each.length));
  const bottom = (crowded ? 78 : 15 + 15 * deep) + (xLabel ? 20 : 0);
  const height = TOP + inner.height + bottom;
  const y = (value) => TOP + inner.height * (1 - (value - ticks[0]) / (ticks.at(-1) - ticks[0]));
  const x = (index) => left + slot * (index + 0.5);
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, class: "drawing" });
  for (const tick of ticks) {
    root.append(
      svg("line", { class: tick === 0 ? "axis" : "grid", x1: left, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, shortNumber(tick))
    );
  }
  categories.forEach((category, i) => {
    const at = { x: x(i), y: TOP + inner.height + 18 };
    const cut = category.length > LONGEST ? `${category.slice(0, LONGEST - 1)}…` : category;
    const turned = { transform: `rotate(-35 ${at.x} ${at.y})`, "text-anchor": "end" };
    const words = crowded ? cut : labels[i].map((line, n) => svg("tspan", { x: at.x, dy: n ? 15 : 0 }, line));
    root.append(svg("text", { class: "tick", ...at, ...(crowded ? turned : { "text-anchor": "middle" }) }, svg("title", {}, category), words));
  });
  if (yLabel) root.append(svg("text", { class: "axis-label", x: 14, y: TOP + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${TOP + inner.height / 2})` }, yLabel));
  if (xLabel) root.append(svg("text", { class: "axis-label", x: left + inner.width / 2, y: height - 6, "text-anchor": "middle" }, xLabel));
  const draw = data.type === "bar" ? bars : lines;
  root.append(...draw(data, { categories, x, y, slot, zero: y(Math.max(0, ticks[0])) }));
  return root;
}

function bars(data, { categories, x, y, slot, zero }) {
  const wide = Math.min(54, (slot * 0.72) / data.series.length);
  const told = data.series[0].data.map((point) => shortNumber(point.value).length * BOLD_LETTER);
  const alone = data.series.length === 1 && Math.max(...told) <= slot;
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
      const label = alone
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

function pie(data, width) {
  const total = data.segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  const [cx, cy, r] = [width / 2, 120, 104];
  const point = (share) => [cx + r * Math.sin(2 * Math.PI * share), cy - r * Math.cos(2 * Math.PI * share)];
  const root = svg("svg", { viewBox: `0 0 ${width} 240`, height: 240, class: "drawing" });
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
