// The list of conversations, and who one is: person, language, light or dark.

import { h, icon } from "./dom.js";
import { avatar } from "./message.js";
import { w } from "./words.js";

export function sidebarVersion(app) {
  const { store, viewer, route, unread } = app;
  return JSON.stringify([
    viewer, route.place, [...unread], store.connected, app.linked, store.offers.examples.length,
    app.inspecting, store.channelsOf(viewer.id).map((channel) => channel.name), document.documentElement.dataset.theme,
  ]);
}

export function sidebar(app) {
  const { store, viewer, route, unread } = app;
  const place = (name, label, channel, mark) =>
    h("li", {}, h("a", {
      href: `#/${name}`,
      class: `place${unread.has(channel) ? " unread" : ""}`,
      "aria-current": route.place === name || (name === "dm" && route.place === "home") ? "page" : null,
      "data-focus": name,
      onclick: () => app.closeMenu(),
    }, mark, h("span", { class: "place-name" }, label), unread.has(channel) ? h("span", { class: "dot", role: "img", "aria-label": w("newMessage") }) : null));
  const bot = store.bot;
  const live = store.connected && app.linked;
  return h("div", { class: "sidebar-inside" },
    h("div", { class: "team" },
      h("p", { class: "team-name" }, store.team.name),
      h("p", { class: `presence${live ? " live" : ""}` }, w(live ? "connected" : "starting", { name: bot.real_name }))),
    h("h2", {}, w("channels")),
    h("ul", {}, store.channelsOf(viewer.id).map((channel) => place(channel.name, channel.name, channel.id, icon("hash")))),
    h("h2", {}, w("apps")),
    h("ul", {}, place("dm", bot.real_name, store.dmOf(viewer.id)?.id, avatar(bot, "small"))),
    store.offers.examples.length
      ? h("button", { type: "button", class: "side-button", "data-focus": "examples", onclick: () => app.showExamples() }, icon("play"), w("tryExamples"))
      : null,
    h("div", { class: "sidebar-foot" },
      choice(w("viewAs"), "viewer", store.humans.map((person) => ({ value: person.id, label: person.real_name.split(" ")[0], title: person.real_name })), viewer.id, (id) => app.become(id)),
      choice(w("language"), "locale", [{ value: "fr-FR", label: "Français" }, { value: "en-US", label: "English" }], viewer.locale.startsWith("fr") ? "fr-FR" : "en-US", (locale) => app.chooseLocale(locale)),
      h("div", { class: "foot-buttons" },
        h("button", { type: "button", class: "side-button", "data-focus": "inspector", "aria-pressed": String(app.inspecting), onclick: () => app.toggleInspector() }, icon("code"), w("inspector")),
        h("button", { type: "button", class: "side-button", "data-focus": "theme", "aria-label": w("theme"), title: w("theme"), onclick: () => app.switchTheme() }, icon("sun")))));
}

// Two or three things of which one is chosen, as radio buttons side by side.
function choice(label, name, options, current, choose) {
  return h("fieldset", { class: "choice-row" }, h("legend", {}, label),
    h("div", { class: "segments" }, options.map((option) =>
      h("label", { class: "segment", title: option.title },
        h("input", { type: "radio", name, value: option.value, checked: option.value === current, "data-focus": `${name}-${option.value}`, onchange: () => choose(option.value) }),
        h("span", {}, option.label)))));
}
