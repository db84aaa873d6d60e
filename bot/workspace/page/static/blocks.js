// Block Kit blocks as nodes. What cannot be drawn is said, with its JSON.

import { chart } from "./chart.js";
import { h, icon, uniqueId } from "./dom.js";
import { element, nameOf } from "./elements.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { textObject, words } from "./text.js";
import { w } from "./words.js";

export function blocks(list, context) {
  return list.map((block) => drawn(block, context));
}

function drawn(block, context) {
  const whole = { ...context, unknown };
  const draw = DRAWN[block.type];
  if (!draw) return unknown(block);
  try {
    return h("div", { class: `block ${block.type}`, dataset: { block: block.block_id ?? "" } }, draw(block, whole));
  } catch (error) {
    if (error instanceof TypeError) return unknown(block); // not as Block Kit has it
    throw error;
  }
}

export function unknown(thing) {
  const type = String(thing?.type ?? "?");
  return h("div", { class: "block unknown", role: "note" }, h("p", {}, icon("alert"), w("unknownBlock", { type })), h("details", {}, h("summary", {}, "JSON"), h("pre", { tabindex: "0" }, JSON.stringify(thing, null, 2))));
}

function section(block, context) {
  return [
    h("div", { class: "section-text" },
      block.text ? h("p", {}, textObject(block.text, context)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("p", {}, textObject(field, context)))) : null),
    block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, context)) : null,
  ];
}

function header(block, context) {
  // On the Home tab nothing stands between these and the name of the app.
  return h(context.surface === "home" ? "h2" : "h3", {}, textObject(block.text, context));
}

function contextLine(block, context) {
  return block.elements.map((item) => (item.type === "image" ? element(item, block, context) : h("p", {}, textObject(item, context))));
}

function actions(block, context) {
  return block.elements.map((item) => element(item, block, context));
}

function image(block, context) {
  const picture = h("img", { src: block.image_url, alt: block.alt_text, loading: "lazy" });
  return h("figure", {}, block.title ? h("figcaption", {}, textObject(block.title, context)) : null, picture);
}

function inputBlock(block, context) {
  const label = uniqueId("label");
  const field = element(block.element, block, context, label);
  const hint = uniqueId("hint");
  const error = uniqueId("error");
  field.setAttribute("aria-describedby", `${hint} ${error}`);
  if (!block.optional && field.matches("input, textarea, select")) field.setAttribute("aria-required", "true");
  return h("div", { class: "input-block", dataset: { name: nameOf(block, block.element), required: block.optional ? "" : "yes" } },
    h("div", { class: "input-label", id: label, onclick: () => field.focus() }, textObject(block.label, context)),
    field,
    h("p", { class: "input-hint", id: hint }, block.hint ? textObject(block.hint, context) : null),
    h("p", { class: "input-error", id: error, role: "alert" }));
}

function table(block, context) {
  const align = (column) => `align-${block.column_settings?.[column]?.align ?? "left"}`;
  const cell = (tag, scope) => (item, column) => h(tag, { class: align(column), scope }, cellContents(item, context));
  const [head, ...rows] = block.rows;
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": cellText(head[0]) },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map(cell("th", "col")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

function cellContents(item, context) {
  return item.type === "rich_text" ? richText(item, context) : cellText(item);
}

function cellText(item) {
  return String(item.text ?? item.value ?? "");
}

function card(block, context) {
  return h("div", { class: "card-face" },
    block.icon ? element(block.icon, block, context) : null,
    ["title", "subtitle", "body", "subtext"].map((key) => block[key] ? h("p", { class: `card-${key}` }, textObject(block[key], context)) : null),
    block.actions ? h("div", { class: "actions" }, block.actions.map((item) => element(item, block, context))) : null);
}

function carousel(block, context) {
  return h("div", { class: "cards", tabindex: "0", role: "group", "aria-label": words(block.elements[0]?.title) }, block.elements.map((item) => card({ ...item, block_id: block.block_id }, context)));
}

const DRAWN = {
  section,
  header,
  divider: () => h("hr"),
  context: contextLine,
  actions,
  context_actions: actions,
  image,
  input: inputBlock,
  rich_text: richText,
  markdown: (block, context) => markdown(block.text, context),
  table,
  data_visualization: chart,
  card,
  carousel,
  alert: (block, context) => h("p", { class: `alert-text ${block.level ?? ""}` }, icon("alert"), textObject(block.text, context)),
};
