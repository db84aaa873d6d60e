// rich_text blocks as nodes.

import { h } from "./dom.js";
import { broadcast, channelMention, emoji, link, mention } from "./text.js";

const TAGS = { code: "code", strike: "s", italic: "em", bold: "strong" };

export function richText(block, context) {
  return h("div", { class: "rich" }, block.elements.map((element) => part(element, context)));
}

function part(element, context) {
  const inside = () => (element.elements ?? []).map((child) => run(child, context));
  switch (element.type) {
    case "rich_text_section":
      return h("p", {}, inside());
    case "rich_text_quote":
      return h("blockquote", {}, inside());
    case "rich_text_preformatted":
      return h("pre", {}, inside());
    case "rich_text_list":
      return list(element, context);
    default:
      return context.unknown(element);
  }
}

function list(element, context) {
  const ordered = element.style === "ordered";
  const items = element.elements.map((item) =>
    h("li", {}, (item.elements ?? []).map((child) => run(child, context)))
  );
  const properties = { class: `indent-${Math.min(element.indent ?? 0, 5)}` };
  if (ordered && element.offset) properties.start = element.offset + 1;
  return h(ordered ? "ol" : "ul", properties, items);
}

function run(element, context) {
  return styled(unstyled(element, context), element.style);
}

function unstyled(element, context) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, element.text);
    case "user":
      return mention(context.store, context.viewer, element.user_id);
    case "channel":
      return channelMention(context.store, element.channel_id);
    case "broadcast":
      return broadcast(element.range);
    case "emoji":
      return emoji(element.name);
    case "usergroup":
      return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "date":
      return element.fallback ?? new Date(element.timestamp * 1000).toLocaleString();
    case "color":
      return h("code", {}, element.value);
    default:
      return context.unknown(element);
  }
}

function styled(node, style) {
  if (!style) return node;
  return Object.entries(TAGS).reduce(
    (inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner),
    node
  );
}
