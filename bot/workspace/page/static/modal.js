// Modals of the app, confirmations, and the page's own dialogs.

import { blocks, unknown } from "./blocks.js";
import { h, icon } from "./dom.js";
import { collect } from "./elements.js";
import { textObject, words } from "./text.js";
import { w } from "./words.js";

// The modal on top of the viewer's stack, in one <dialog>.
export class ModalHost {
  constructor(app) {
    this.app = app;
    this.shown = "";
    this.dialog = h("dialog", { class: "modal" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#close();
    });
    document.body.append(this.dialog);
  }

  render() {
    const { store, viewer } = this.app;
    const view = store.modalOf(viewer.id);
    const version = view ? `${view.id} ${view.hash} ${viewer.locale}` : "";
    if (version === this.shown) return;
    const same = this.view && view?.id === this.view.id;
    const typed = same ? collect(this.dialog) : {};
    this.shown = version;
    this.view = view;
    if (!view) {
      this.dialog.close();
      this.dialog.replaceChildren();
      this.opener?.isConnected && this.opener.focus({ preventScroll: true });
      return;
    }
    if (!this.dialog.open) this.opener = document.activeElement;
    this.#draw(view, typed);
    if (!this.dialog.open) this.dialog.showModal();
    const first = ["[autofocus]", ".modal-body :is(input, textarea, select)", "footer .primary", "footer .button"];
    first.map((each) => this.dialog.querySelector(each)).find(Boolean)?.focus();
    this.app.announce(w("modalOpened", { title: words(view.title) }));
  }

  #draw(view, typed) {
    const { app } = this;
    const context = {
      store: app.store,
      viewer: app.viewer.id,
      surface: "modal",
      unknown,
      confirm: (confirm) => app.confirm(confirm),
      value: (block, item) => typed[`${block.block_id}/${item.action_id ?? "auto-1"}`] ?? held(view, block, item),
      press: (block, item, value) => app.press({ view: view.id, values: collect(this.dialog) }, block, item, value),
    };
    const form = h("form", { novalidate: true },
      h("header", {}, h("h2", { id: "modal-title" }, textObject(view.title, context)),
        h("button", { type: "button", class: "modal-close", "aria-label": w("close"), onclick: () => this.#close() }, icon("close"))),
      h("div", { class: "modal-body", tabindex: "0", role: "group", "aria-labelledby": "modal-title" }, blocks(view.blocks, context)),
      h("footer", {},
        h("button", { type: "button", class: "button", onclick: () => this.#close() }, words(view.close) || w("cancel")),
        view.submit ? h("button", { class: "button primary" }, words(view.submit)) : null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(view);
    });
    this.dialog.setAttribute("aria-labelledby", "modal-title");
    this.dialog.replaceChildren(form);
  }

  async #submit(view) {
    const values = collect(this.dialog);
    const missing = [...this.dialog.querySelectorAll("[data-required=yes]")].filter((node) => {
      const value = values[node.dataset.name];
      return value === null || value === "" || value?.length === 0;
    });
    const errors = missing.map((node) => [node.dataset.name.split("/")[0], w("required")]);
    if (errors.length) return this.#complain(Object.fromEntries(errors));
    const answer = await this.app.do("submit", { view: view.id, values });
    this.#complain(answer?.errors ?? {});
  }

  #complain(errors) {
    for (const node of this.dialog.querySelectorAll(".input-block")) {
      const error = errors[node.dataset.name.split("/")[0]];
      node.querySelector(".input-error").textContent = error ?? "";
      const field = node.querySelector("[data-input]");
      if (error) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    this.dialog.querySelector("[aria-invalid]")?.focus();
  }

  #close() {
    if (this.view) this.app.do("close", { view: this.view.id });
  }
}

// What the workspace holds of an input that was filled in before.
function held(view, block, item) {
  const state = view.values?.[block.block_id]?.[item.action_id ?? "auto-1"];
  if (!state) return undefined;
  const { selected_option: one, selected_options: several, type, ...rest } = state;
  if (one) return one.value;
  if (several) return several.map((option) => option.value);
  return Object.values(rest)[0] ?? undefined;
}

// Gives the button pressed last: true for the first one, false for the other or Escape.
export function ask({ title, content, yes, no, danger }) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "modal small", "aria-label": title },
      h("form", { method: "dialog" }, h("header", {}, h("h2", {}, title)), h("div", { class: "modal-body" }, content),
        h("footer", {}, h("button", { class: "button", value: "no" }, no), yes ? h("button", { class: `button ${danger ? "danger" : "primary"}`, value: "yes" }, yes) : null)));
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
