// The markdown block: standard Markdown as far as Slack draws it. HTML in it is just text.

import { h } from "./dom.js";
import { bracketed, emoji, link, unescape } from "./text.js";

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "\\[(?<label>[^\\]\\n]+)\\]\\((?<url>[^)\\s]+)\\)",
    "<(?<bracket>(?:[@#!][^<>\\n]+|https?:[^<>\\n]+|mailto:[^<>\\n]+))>",
    "\\*\\*(?=\\S)(?<bold>[^\\n]+?)(?<=\\S)\\*\\*",
    "~~(?=\\S)(?<strike>[^\\n]+?)(?<=\\S)~~",
    "(?<![\\p{L}\\p{N}*_])(?<mark>[*_])(?=\\S)(?<italic>[^\\n]+?)(?<=\\S)\\k<mark>(?![\\p{L}\\p{N}*_])",
    ":(?<emoji>[a-z0-9_+'-]+):",
  ].join("|"),
  "gu"
);

function inline(text, context) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const g = match.groups;
    nodes.push(unescape(text.slice(end, match.index)));
    if (g.code !== undefined) nodes.push(h("code", {}, unescape(g.code)));
    else if (g.url) nodes.push(link(g.url, unescape(g.label)));
    else if (g.bracket) nodes.push(bracketed(g.bracket, context));
    else if (g.bold) nodes.push(h("strong", {}, inline(g.bold, context)));
    else if (g.strike) nodes.push(h("s", {}, inline(g.strike, context)));
    else if (g.italic) nodes.push(h("em", {}, inline(g.italic, context)));
    else nodes.push(emoji(g.emoji));
    end = match.index + match[0].length;
  }
  nodes.push(unescape(text.slice(end)));
  return nodes;
}

const KINDS = [
  ["fence", /^```/],
  ["heading", /^#{1,6} /],
  ["rule", /^(-{3,}|\*{3,})$/],
  ["quote", /^(>|&gt;) ?/],
  ["ordered", /^\s*\d+[.)] /],
  ["bullet", /^\s*[-*+] /],
  ["table", /^\|.*\|\s*$/],
  ["blank", /^\s*$/],
];

function kindOf(line) {
  return KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? "words";
}

export function markdown(text, context) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    const kind = kindOf(lines[0]);
    if (kind === "fence") {
      lines.shift();
      const code = [];
      while (lines.length && kindOf(lines[0]) !== "fence") code.push(lines.shift());
      lines.shift();
      nodes.push(h("pre", {}, unescape(code.join("\n"))));
      continue;
    }
    const run = [lines.shift()];
    while (kind !== "heading" && kind !== "rule" && lines.length && kindOf(lines[0]) === kind)
      run.push(lines.shift());
    nodes.push(drawn(kind, run, context));
  }
  return h("div", { class: "rich markdown" }, nodes);
}

function drawn(kind, run, context) {
  const item = (pattern) => run.map((line) => h("li", {}, inline(line.replace(pattern, ""), context)));
  const broken = (lines) => lines.flatMap((line, i) => (i ? ["\n", ...inline(line, context)] : inline(line, context)));
  switch (kind) {
    case "heading":
      return h("p", { class: "markdown-heading" }, inline(run[0].replace(/^#+ /, ""), context));
    case "rule":
      return h("hr");
    case "quote":
      return h("blockquote", {}, broken(run.map((line) => line.replace(/^(>|&gt;) ?/, ""))));
    case "ordered":
      return h("ol", {}, item(/^\s*\d+[.)] /));
    case "bullet":
      return h("ul", {}, item(/^\s*[-*+] /));
    case "table":
      return table(run, context);
    case "blank":
      return null;
    default:
      return h("p", {}, broken(run));
  }
}

function table(run, context) {
  const cells = (line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim());
  const rows = run.filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line)).map(cells);
  const row = (tag) => (values) => h("tr", {}, values.map((value) => h(tag, {}, inline(value, context))));
  return h(
    "div",
    { class: "table-frame", tabindex: "0" },
    h("table", {}, h("thead", {}, row("th")(rows[0])), h("tbody", {}, rows.slice(1).map(row("td"))))
  );
}
