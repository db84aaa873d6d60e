// Slack's text objects as nodes: mrkdwn with its escapes, plain text, emoji, mentions, links.

import { h } from "./dom.js";

const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", white_check_mark: "✅", x: "❌", warning: "⚠️",
  tada: "🎉", wave: "👋", eyes: "👀", rocket: "🚀", bulb: "💡", book: "📖", books: "📚", pushpin: "📌",
  round_pushpin: "📍", question: "❓", exclamation: "❗", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", hourglass: "⌛", hourglass_flowing_sand: "⏳", bar_chart: "📊", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", mag: "🔍", memo: "📝", link: "🔗", lock: "🔒", bell: "🔔", fire: "🔥",
  star: "⭐", sparkles: "✨", pray: "🙏", clap: "👏", raised_hands: "🙌", information_source: "ℹ️", speech_balloon: "💬",
  robot_face: "🤖", calendar: "📅", email: "📧", gear: "⚙️", arrow_right: "➡️", heavy_minus_sign: "➖",
  heavy_check_mark: "✔️", no_entry: "⛔", ok: "🆗", ok_hand: "👌", muscle: "💪", coffee: "☕", joy: "😂", cry: "😢",
};

export function emoji(name) {
  const known = EMOJI[name.replace(/::skin-tone-\d$/, "")];
  return known ? h("span", { role: "img", "aria-label": name, title: `:${name}:` }, known) : `:${name}:`;
}

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// A link where the address is one that people follow; else its words only.
export function link(url, label) {
  const safe = /^(https?:|mailto:)/i.test(url);
  return safe
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url)
    : h("span", {}, label || url);
}

export function personName(store, id) {
  return store.people.get(id)?.real_name ?? id;
}

export function mention(store, viewer, id, fallback) {
  const name = store.people.get(id)?.real_name ?? fallback ?? id;
  return h("span", { class: `mention${id === viewer ? " of-you" : ""}` }, `@${name}`);
}

export function channelMention(store, id, fallback) {
  return h("span", { class: "mention" }, `#${store.channels.get(id)?.name ?? fallback ?? id}`);
}

export function broadcast(range) {
  return h("span", { class: "mention of-you" }, `@${range}`);
}

// What stands between angle brackets in text that Slack has parsed.
export function bracketed(inside, { store, viewer }) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (/^@[A-Z0-9]+$/.test(target)) return mention(store, viewer, target.slice(1), label);
  if (/^#[A-Z0-9]+$/.test(target)) return channelMention(store, target.slice(1), label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!")) return label || `<${inside}>`;
  return link(unescape(target), label);
}

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<bracket>[^<>\\n]+)>",
    ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
    "(?<![\\p{L}\\p{N}*_~])(?<mark>[*_~])(?=\\S)(?<styled>[^\\n]*?\\S)\\k<mark>(?![\\p{L}\\p{N}*_~])",
  ].join("|"),
  "gu"
);
const STYLES = { "*": "strong", _: "em", "~": "s" };

function inline(text, context) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const { code, bracket, emoji: name, mark, styled } = match.groups;
    nodes.push(unescape(text.slice(end, match.index)));
    if (code !== undefined) nodes.push(h("code", {}, unescape(code)));
    else if (bracket !== undefined) nodes.push(bracketed(bracket, context));
    else if (name !== undefined) nodes.push(emoji(name));
    else nodes.push(h(STYLES[mark], {}, inline(styled, context)));
    end = match.index + match[0].length;
  }
  nodes.push(unescape(text.slice(end)));
  return nodes;
}

// Slack's mrkdwn: `& < >` come escaped, everything in angle brackets is Slack's.
export function mrkdwn(text, context) {
  const nodes = [];
  text.split(/```\n?/).forEach((part, index) => {
    if (index % 2) {
      nodes.push(h("pre", {}, unescape(part)));
      return;
    }
    for (const run of part.split(/((?:^&gt; ?.*(?:\n|$))+)/m)) {
      if (!run) continue;
      const quoted = run.startsWith("&gt;");
      const words = quoted ? run.replaceAll(/^&gt; ?/gm, "").replace(/\n$/, "") : run;
      nodes.push(quoted ? h("blockquote", {}, inline(words, context)) : inline(words, context));
    }
  });
  return nodes;
}

// plain_text: nothing is parsed; emoji only where the app says so.
export function plain(text, withEmoji) {
  if (!withEmoji) return [text];
  return text.split(/(:[a-z0-9_+'-]+:)/).map((part, i) => (i % 2 ? emoji(part.slice(1, -1)) : part));
}

export function textObject(object, context) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  return object.type === "mrkdwn"
    ? mrkdwn(object.text, context)
    : plain(object.text, object.emoji !== false);
}

export function words(object) {
  return typeof object === "string" ? object : (object?.text ?? "");
}
