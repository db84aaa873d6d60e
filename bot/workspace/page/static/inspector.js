// What passes between the workspace and the app: each event, call and payload, as JSON.

import { h, icon } from "./dom.js";
import { timeOf, w } from "./words.js";

const SIDES = { delivery: "to", call: "from" };
const BUILDER = "https://app.slack.com/block-kit-builder/#";

export class Inspector {
  constructor(app) {
    this.app = app;
    this.side = "all";
    this.selected = null;
    this.clearedAt = 0;
    this.node = h("section", { class: "inspector", hidden: true });
  }

  // Shows one message's or view's payload, whatever the log says.
  show(subject) {
    this.selected = { number: `s${subject.ts ?? subject.id}`, kind: "payload", subject };
    this.render();
  }

  render() {
    if (this.node.hidden) return;
    const focus = document.activeElement?.dataset?.focus;
    const scrolled = this.node.querySelector(".log")?.scrollTop ?? 0;
    this.node.setAttribute("aria-label", w("inspector"));
    this.node.replaceChildren(this.#bar(), h("div", { class: "inspector-panes" }, this.#list(), this.#detail()));
    this.node.querySelector(".log").scrollTop = scrolled;
    if (focus) this.node.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  #entries() {
    const wanted = (change) => this.side === "all" || (SIDES[change.kind] ?? "in") === this.side;
    return this.app.store.log.filter((change) => change.number > this.clearedAt && wanted(change)).reverse();
  }

  #bar() {
    const tab = (side, key) => h("button", { type: "button", "aria-pressed": String(this.side === side), "data-focus": `side-${side}`, onclick: () => this.#filter(side) }, w(key));
    return h("header", {}, h("h2", {}, w("inspector")),
      h("div", { class: "filters", role: "group", "aria-label": w("events") }, tab("all", "all"), tab("to", "toApp"), tab("from", "fromApp"), tab("in", "inWorkspace")),
      h("button", { type: "button", class: "quiet-button", onclick: () => this.#clear() }, w("clear")),
      h("button", { type: "button", class: "quiet-button", "aria-label": w("close"), onclick: () => this.app.toggleInspector() }, icon("close")));
  }

  #filter(side) {
    this.side = side;
    this.render();
  }

  #clear() {
    this.clearedAt = this.app.store.upTo;
    this.selected = null;
    this.render();
  }

  #list() {
    const entries = this.#entries();
    if (!entries.length) return h("p", { class: "log empty" }, w("nothingYet"));
    const list = h("ul", { class: "log" }, entries.map((change) => {
      const side = SIDES[change.kind] ?? "in";
      const failed = change.kind === "delivery" ? !change.subject.acknowledged : Boolean(change.subject?.error);
      const arrow = { to: "→", from: "←", in: "·" }[side];
      return h("li", {}, h("button", {
        type: "button", class: `entry ${side}${failed ? " failed" : ""}`, "data-focus": `entry-${change.number}`,
        "aria-current": this.selected?.number === change.number ? "true" : null,
        onclick: () => { this.selected = change; this.render(); },
      }, h("span", { class: "arrow", "aria-hidden": "true" }, arrow),
        h("span", { class: "entry-name" }, nameOf(change)),
        failed ? h("span", { class: "entry-failed" }, change.subject.error ?? w("notTaken")) : null,
        h("time", {}, timeOf(change.at))));
    }));
    return list;
  }

  #detail() {
    const { selected } = this;
    if (!selected) return h("div", { class: "detail empty" }, h("p", {}, w("chooseOne")));
    const value = shownOf(selected);
    const json = JSON.stringify(value, null, 2);
    const shown = blocksIn(selected);
    const copy = h("button", { type: "button", class: "button", "data-focus": "copy", onclick: async () => {
      if (await this.app.copy(json)) copy.lastChild.textContent = w("copied");
    } }, icon("copy"), h("span", {}, w("copy")));
    const link = shown ? h("a", { class: "button", target: "_blank", rel: "noopener noreferrer", href: BUILDER + encodeURIComponent(JSON.stringify({ blocks: shown })) }, w("builder")) : null;
    return h("div", { class: "detail" }, h("div", { class: "detail-bar" }, h("h3", {}, nameOf(selected)), copy, link), h("pre", { tabindex: "0", "aria-label": w("payload") }, coloured(json)));
  }
}

function nameOf({ kind, subject, detail }) {
  switch (kind) {
    case "delivery":
      return [subject.payload.event?.type, subject.payload.event?.subtype].filter(Boolean).join(".") || subject.payload.command || `${subject.payload.type}${subject.payload.actions ? ` ${subject.payload.actions[0].action_id}` : ""}`;
    case "call":
      return subject.method;
    case "view":
      return `view ${detail.how}`;
    case "payload":
      return w("payload");
    case "connection":
      return `socket ${detail.opened ? "opened" : "closed"}`;
    default:
      return kind;
  }
}

function shownOf({ kind, subject, detail }) {
  if (kind === "delivery") return { payload: subject.payload, attempts: subject.attempts };
  if (kind === "call") {
    const { method, status, error, arguments: sent, response } = subject;
    return { method, status, error, arguments: sent, response };
  }
  if (!subject) return detail;
  const { plain, ephemeral, ...rest } = subject;
  return rest;
}

function blocksIn({ kind, subject }) {
  if (kind === "call") {
    const sent = subject.arguments.blocks ?? subject.arguments.view?.blocks;
    return Array.isArray(sent) ? sent : null;
  }
  return subject?.blocks?.length ? subject.blocks : null;
}

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

function coloured(json) {
  const nodes = [];
  let end = 0;
  for (const match of json.matchAll(TOKENS)) {
    nodes.push(json.slice(end, match.index));
    const kind = match[2] ? "key" : match[1] ? "string" : match[3] ? "word" : "number";
    nodes.push(h("span", { class: `json-${kind}` }, match[1] ?? match[0]), match[2] ?? "");
    end = match.index + match[0].length;
  }
  return [...nodes, json.slice(end)];
}
