// Block Kit's interactive elements. A choice goes to context.press(block, element, value).

import { h, icon, uniqueId } from "./dom.js";
import { menuButton } from "./menu.js";
import { textObject, words } from "./text.js";
import { w } from "./words.js";

const readers = new WeakMap(); // node of an input -> gives its value

// What is filled in below `root`: { "block_id/action_id": value }.
export function collect(root) {
  const inputs = [...root.querySelectorAll("[data-input]")];
  return Object.fromEntries(inputs.map((node) => [node.dataset.input, readers.get(node)()]));
}

export function nameOf(block, element) {
  return `${block.block_id}/${element.action_id ?? "auto-1"}`;
}

// One element. labelledBy is the id of the label it has, if it has one.
export function element(item, block, context, labelledBy) {
  const draw = DRAWN[item.type];
  return draw ? draw(item, block, context, labelledBy) : context.unknown(item);
}

async function press(item, block, context, value) {
  if (item.confirm && !(await context.confirm(item.confirm))) return;
  await context.press(block, item, value);
}

// What a screen reader says of a button. Who speaks to a machine says the words that stand on it:
// a label without them only describes.
function spokenAs(item) {
  const label = item.accessibility_label;
  if (!label) return {};
  const hasWords = label.toLowerCase().includes(words(item.text).toLowerCase());
  return hasWords ? { "aria-label": label } : { "aria-description": label };
}

function button(item, block, context) {
  const properties = {
    type: "button",
    class: `button ${item.style ?? ""}`,
    ...spokenAs(item),
    "data-focus": `${nameOf(block, item)}/${item.value ?? ""}`,
    onclick: async () => {
      if (item.url) open(item.url, "_blank", "noopener");
      await press(item, block, context, item.value ?? null);
    },
  };
  return h("button", properties, textObject(item.text, context));
}

function feedback(item, block, context) {
  const thumb = (side, kind) =>
    h("button", {
      type: "button",
      class: "button quiet",
      ...spokenAs(side),
      "data-focus": `${nameOf(block, item)}/${kind}`,
      onclick: () => context.press(block, item, side.value),
    }, icon(kind), h("span", {}, words(side.text)));
  return h("span", { class: "feedback" }, thumb(item.positive_button, "up"), thumb(item.negative_button, "down"));
}

function iconButton(item, block, context) {
  return h("button", { type: "button", class: "button quiet", ...spokenAs(item), onclick: () => press(item, block, context, item.value ?? null) }, icon("trash"), h("span", {}, words(item.text)));
}

function overflow(item, block, context) {
  const items = () => item.options.map((option) => ({ label: words(option.text), hint: words(option.description), run: () => press(item, block, context, option.value) }));
  return menuButton({ class: "button quiet", "aria-label": w("options") }, icon("more"), items);
}

function image(item) {
  return h("img", { src: item.image_url, alt: item.alt_text, loading: "lazy", class: "thumbnail" });
}

// Choices

function optionsOf(item) {
  return [...(item.options ?? []), ...(item.option_groups ?? []).flatMap((group) => group.options)];
}

function select(choicesOf, initialOf) {
  return (item, block, context, labelledBy) => {
    const current = context.value(block, item) ?? initialOf(item) ?? "";
    const choice = ({ value, label }) => h("option", { value, selected: value === current }, label);
    const groups = choicesOf(item, context).map((group) =>
      group.label ? h("optgroup", { label: group.label }, group.choices.map(choice)) : group.choices.map(choice)
    );
    const empty = h("option", { value: "", selected: current === "" }, words(item.placeholder) || w("chosen"));
    const node = h("select", { ...labels(item, labelledBy), "data-focus": nameOf(block, item) }, current === "" || context.surface === "modal" ? empty : null, groups);
    return input(node, item, block, context, () => node.value || null);
  };
}

function staticChoices(item) {
  const choice = (option) => ({ value: option.value, label: words(option.text) });
  const groups = item.option_groups ?? [{ options: item.options }];
  return groups.map((group) => ({ label: words(group.label), choices: group.options.map(choice) }));
}

function peopleChoices(item, { store }) {
  const people = [...store.people.values()].filter((person) => person.team === store.team.id);
  return [{ choices: people.map((person) => ({ value: person.id, label: person.real_name })) }];
}

function channelChoices(item, { store, viewer }) {
  return [{ choices: store.channelsOf(viewer).map((channel) => ({ value: channel.id, label: `#${channel.name}` })) }];
}

function many(item, block, context, labelledBy) {
  const current = context.value(block, item) ?? (item.initial_options ?? []).map((option) => option.value);
  return choiceList("checkbox", item, block, context, labelledBy, current, (boxes) => boxes.filter((b) => b.checked).map((b) => b.value));
}

function one(item, block, context, labelledBy) {
  const current = [context.value(block, item) ?? item.initial_option?.value];
  return choiceList("radio", item, block, context, labelledBy, current, (boxes) => boxes.find((b) => b.checked)?.value ?? null);
}

function choiceList(kind, item, block, context, labelledBy, current, read) {
  const name = uniqueId("choice");
  const boxes = optionsOf(item).map((option) => h("input", { type: kind, name, value: option.value, checked: current.includes(option.value), "data-focus": `${nameOf(block, item)}/${option.value}` }));
  const lines = optionsOf(item).map((option, i) =>
    h("label", { class: "choice" }, boxes[i], h("span", {}, textObject(option.text, context), option.description ? h("small", {}, textObject(option.description, context)) : null))
  );
  const node = h("div", { role: kind === "radio" ? "radiogroup" : "group", class: "choices", ...labels(item, labelledBy) }, lines);
  return input(node, item, block, context, () => read(boxes));
}

// Things to type

function typed(type) {
  return (item, block, context, labelledBy) => {
    const properties = {
      ...labels(item, labelledBy),
      placeholder: words(item.placeholder),
      maxlength: item.max_length,
      autofocus: item.focus_on_load,
      "data-focus": nameOf(block, item),
    };
    const node = item.multiline
      ? h("textarea", { ...properties, rows: 4 })
      : h("input", { ...properties, type, min: item.min_value, max: item.max_value, step: item.is_decimal_allowed ? "any" : null });
    node.value = context.value(block, item) ?? item.initial_value ?? item.initial_date ?? item.initial_time ?? "";
    return input(node, item, block, context, () => node.value || null);
  };
}

function labels(item, labelledBy) {
  return labelledBy ? { "aria-labelledby": labelledBy } : { "aria-label": words(item.placeholder) || w("options") };
}

// Its value can be collected; outside forms, and where the app asks for it, a change is pressed.
function input(node, item, block, context, read) {
  node.dataset.input = nameOf(block, item);
  readers.set(node, read);
  if (block.type !== "input" || block.dispatch_action)
    node.addEventListener("change", () => press(item, block, context, read()));
  return node;
}

const initialOption = (item) => item.initial_option?.value;

const DRAWN = {
  button,
  workflow_button: button,
  feedback_buttons: feedback,
  icon_button: iconButton,
  overflow,
  image,
  static_select: select(staticChoices, initialOption),
  users_select: select(peopleChoices, (item) => item.initial_user),
  channels_select: select(channelChoices, (item) => item.initial_channel),
  conversations_select: select(channelChoices, (item) => item.initial_conversation),
  multi_static_select: many,
  checkboxes: many,
  radio_buttons: one,
  plain_text_input: typed("text"),
  number_input: typed("number"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  datepicker: typed("date"),
  timepicker: typed("time"),
};

