// Where messages are typed: completes names, channels and commands, and sends with Enter.

import { h, icon, uniqueId } from "./dom.js";
import { avatar } from "./message.js";
import { w } from "./words.js";

const SHOWN = 8;

export class Composer {
  // send(text) gives whether it was sent. inThread: commands are not offered.
  constructor(app, { label, send, inThread = false }) {
    this.app = app;
    this.send = send;
    this.inThread = inThread;
    this.label = label;
    const list = uniqueId("suggestions");
    this.area = h("textarea", { rows: 1, "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list, autocomplete: "off", enterkeyhint: "send" });
    this.list = h("ul", { class: "suggestions", role: "listbox", id: list, hidden: true });
    this.mentionButton = this.#tool("at", () => this.#insert("@"));
    this.commandButton = inThread ? null : this.#tool("slash", () => this.#insert("/", true));
    this.sendButton = h("button", { type: "submit", class: "send" }, icon("send"));
    this.node = h("form", { class: "composer", novalidate: true }, this.list,
      h("div", { class: "field" }, this.area, h("div", { class: "tools" }, this.mentionButton, this.commandButton, this.sendButton)));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.area.addEventListener("input", () => this.#changed());
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("blur", () => setTimeout(() => this.#close(), 150)); // after a click on the list
    this.relabel();
  }

  relabel() {
    this.area.setAttribute("aria-label", this.label());
    this.area.placeholder = this.label();
    this.list.setAttribute("aria-label", w("prompts"));
    for (const [button, key] of [[this.mentionButton, "mention"], [this.commandButton, "command"], [this.sendButton, "send"]]) {
      button?.setAttribute("aria-label", w(key));
      if (button) button.title = w(key);
    }
  }

  get isEmpty() {
    return !this.area.value.trim();
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  #tool(name, run) {
    return h("button", { type: "button", class: "tool", onclick: run }, icon(name));
  }

  #insert(text, atStart = false) {
    const { selectionStart: at, value } = this.area;
    if (atStart) this.area.value = text + value;
    else this.area.value = `${value.slice(0, at)}${at && !/\s$/.test(value.slice(0, at)) ? " " : ""}${text}${value.slice(at)}`;
    this.focus();
    if (!atStart) this.area.setSelectionRange(at + text.length + (this.area.value.length - value.length - text.length), at + text.length + (this.area.value.length - value.length - text.length));
    else this.area.setSelectionRange(1, 1);
    this.#changed();
  }

  async #submit() {
    const text = this.area.value.trim();
    if (!text) return;
    this.area.value = "";
    this.#changed();
    if (!(await this.send(this.app.sentForm(text), text)) && this.isEmpty) {
      this.area.value = text;
      this.#grow();
    }
  }

  #key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.#select(this.selected + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !this.#isWhole()))) {
      event.preventDefault();
      this.#take(this.choices[this.selected]);
    } else if (open && event.key === "Escape") {
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    }
  }

  // Whether what is selected stands there already, so that Enter sends.
  #isWhole() {
    const choice = this.choices[this.selected];
    return this.area.value.slice(choice.from, this.area.selectionStart).trim() === choice.text.trim();
  }

  #changed() {
    this.#grow();
    this.choices = this.#completions().slice(0, SHOWN);
    this.list.hidden = !this.choices.length;
    this.list.replaceChildren(...this.choices.map((choice, i) =>
      h("li", { role: "option", id: `${this.list.id}-${i}`, onpointerdown: (event) => { event.preventDefault(); this.#take(choice); } },
        choice.person ? avatar(choice.person, "small") : null,
        h("strong", {}, choice.label), choice.hint ? h("small", {}, choice.hint) : null)));
    this.#select(0);
  }

  #grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 200)}px`;
  }

  #select(index) {
    const count = this.choices.length;
    this.selected = count ? (index + count) % count : -1;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.selected)));
    if (count) this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.selected}`);
    else this.area.removeAttribute("aria-activedescendant");
  }

  #take(choice) {
    const { value, selectionStart: end } = this.area;
    const before = value.slice(0, choice.from) + choice.text;
    this.area.value = before + value.slice(end);
    this.area.setSelectionRange(before.length, before.length);
    this.focus();
    this.#changed();
  }

  #close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }

  #completions() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    if (before.startsWith("/") && !this.inThread) return this.#commands(before);
    const [, sign, part] = /(?:^|\s)([@#])([^@#\n]{0,20})$/u.exec(before) ?? [];
    if (!sign) return [];
    const from = before.length - part.length - 1;
    const found = (name) => name.toLowerCase().startsWith(part.toLowerCase());
    if (sign === "#") {
      return this.app.store.channelsOf(this.app.viewer.id).filter((c) => found(c.name)).map((c) => ({ from, text: `#${c.name} `, label: `#${c.name}` }));
    }
    const people = [this.app.store.bot, ...this.app.store.humans];
    return people.filter((p) => found(p.real_name) || found(p.name)).map((p) => ({
      from, person: p, text: `@${p.real_name} `, label: p.real_name,
      hint: p.is_bot ? w("app") : p.id === this.app.viewer.id ? w("you") : "",
    }));
  }

  #commands(before) {
    const { commands } = this.app.store.offers;
    const [name, rest] = before.split(/\s(.*)/s);
    if (rest === undefined) {
      return commands.filter((c) => c.command.startsWith(name)).map((c) => ({ from: 0, text: `${c.command} `, label: `${c.command} ${c.usage_hint ? `[${c.usage_hint}]` : ""}`, hint: c.description }));
    }
    const command = commands.find((c) => c.command === name);
    return (command?.words ?? []).filter((word) => word.startsWith(rest) && word !== rest).map((word) => ({ from: name.length + 1, text: word, label: `${name} ${word}` }));
  }
}
