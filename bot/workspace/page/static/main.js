// The page: which conversation is shown to whom, and everything that is done in it.

import { act, follow, readState } from "./api.js";
import { blocks, unknown } from "./blocks.js";
import { Composer } from "./composer.js";
import { h, icon, reconcile } from "./dom.js";
import { exampleList, play, titleOf } from "./examples.js";
import { Inspector } from "./inspector.js";
import { avatar, messageNode, versionOf } from "./message.js";
import { ask, ModalHost } from "./modal.js";
import { sidebar, sidebarVersion } from "./sidebar.js";
import { Store } from "./store.js";
import { textObject, unescape, words } from "./text.js";
import { speak, w } from "./words.js";

const TOAST_TIME = 7_000;
const SAID_LENGTH = 600; // letters of a message that are read out

class App {
  constructor(store) {
    this.store = store;
    this.unread = new Set();
    this.editing = null;
    this.linked = true;
    this.inspecting = false;
    this.awaiting = new Set(); // what the viewer wrote lately: a reply to it opens its thread
    const preferred = navigator.language.slice(0, 2);
    const remembered = store.people.get(sessionStorage.getItem("viewer"));
    this.viewerId = (remembered ?? store.humans.find((p) => p.locale.startsWith(preferred)) ?? store.humans[0]).id;
    speak(this.viewer.locale);
    this.#readRoute();
    this.#build();
    this.modals = new ModalHost(this);
    addEventListener("hashchange", () => this.#routed());
    store.addEventListener("change", (event) => this.#changed(event.detail));
    this.render();
    this.#visited();
  }

  get viewer() {
    return this.store.people.get(this.viewerId);
  }

  // Deeds

  // Does what the viewer does; gives the answer, or null after saying what was wrong.
  async do(name, body) {
    const answer = await act(name, { user: this.viewerId, ...body });
    if (!answer.error) return answer;
    this.toast(answer.gone ? w("gone") : answer.refused ? w("refused", { error: answer.error }) : answer.error);
    return null;
  }

  say(channel, text, thread) {
    return this.do("say", { channel, text, thread });
  }

  press(where, block, item, value) {
    return this.do("click", { ...where, block_id: block.block_id, action_id: item.action_id ?? "auto-1", value });
  }

  async send(channel, text, typed, thread) {
    if (typed.startsWith("/") && /^\/\S/.test(typed)) {
      const [command, ...rest] = typed.split(/\s/);
      if (thread) return this.#refuse(w("noThreadCommand"));
      const { commands } = this.store.offers;
      if (commands.length && !commands.some((each) => each.command === command)) return this.#refuse(w("unknownCommand", { command }));
      return this.do("command", { channel, command, text: text.slice(command.length).trim() || rest.join(" ") });
    }
    return this.say(channel, text, thread);
  }

  #refuse(why) {
    this.toast(why);
    return null;
  }

  confirm(confirm) {
    const context = { store: this.store, viewer: this.viewerId };
    return ask({ title: words(confirm.title), content: h("p", {}, textObject(confirm.text, context)), yes: words(confirm.confirm), no: words(confirm.deny), danger: confirm.style === "danger" });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.announce(w("copied"));
      return true;
    } catch (error) {
      this.toast(`${w("copyFailed")} ${error.message}`);
      return false;
    }
  }

  // What is typed, with names as Slack writes them: "@Verbatim" becomes "<@U…>".
  sentForm(typed) {
    const people = [...this.store.people.values()].filter((person) => person.team === this.store.team.id);
    const tokens = [
      ...people.map((person) => [`@${person.real_name}`, `<@${person.id}>`]),
      ...people.map((person) => [`@${person.name}`, `<@${person.id}>`]),
      ...this.store.channelsOf(this.viewerId).map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
    ].sort(([a], [b]) => b.length - a.length);
    let text = typed;
    for (const [name, token] of tokens) {
      const pattern = new RegExp(`${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_-])`, "giu");
      text = text.replace(pattern, token);
    }
    return text;
  }

  // The other way round, for editing.
  typedForm(sent) {
    const named = sent
      .replaceAll(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => `@${this.store.people.get(id)?.real_name ?? id}`)
      .replaceAll(/<#(\w+)(?:\|[^>]*)?>/g, (whole, id) => `#${this.store.channels.get(id)?.name ?? id}`)
      .replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1");
    return unescape(named);
  }

  become(id) {
    this.viewerId = id;
    sessionStorage.setItem("viewer", id);
    this.#speakAnew();
    this.#visited();
  }

  async chooseLocale(locale) {
    if (await this.do("locale", { locale })) this.#visited();
  }

  switchTheme() {
    const root = document.documentElement;
    const dark = (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    this.render();
  }

  setEditing(ts) {
    this.editing = ts;
    this.render();
  }

  toggleInspector(open = !this.inspecting) {
    this.inspecting = open;
    if (open) this.closeMenu();
    this.inspector.node.hidden = !open;
    this.node.classList.toggle("inspecting", open);
    this.render();
  }

  inspect(subject) {
    this.toggleInspector(true);
    this.inspector.show(subject);
    this.inspector.node.querySelector("pre")?.focus();
  }

  openThread(channel, ts, focus = false) {
    this.go(this.route.place === "home" ? "dm" : this.route.place, ts);
    if (focus) requestAnimationFrame(() => this.threadComposer.focus());
  }

  closeThread() {
    this.go(this.route.place);
    this.composer.focus();
  }

  closeMenu() {
    this.node.classList.remove("menu-open");
  }

  // Messages to people

  toast(text) {
    const node = h("div", { class: "toast" }, icon("alert"), h("span", {}, text), h("button", { type: "button", "aria-label": w("close"), onclick: () => node.remove() }, icon("close")));
    this.toasts.append(node);
    setTimeout(() => node.remove(), TOAST_TIME);
  }

  announce(text) {
    this.status.textContent = text;
  }

  // Waits for a change; gives null when it does not come in time.
  until(wanted, within) {
    return new Promise((resolve) => {
      const end = (change) => {
        clearTimeout(timer);
        this.store.removeEventListener("change", look);
        resolve(change);
      };
      const look = ({ detail }) => wanted(detail) && end(detail);
      const timer = setTimeout(() => end(null), within);
      this.store.addEventListener("change", look);
    });
  }

  // Examples

  showExamples() {
    const list = exampleList(this.store.offers.examples, (example) => {
      list.closest("dialog").close();
      this.closeMenu();
      this.play(example);
    });
    ask({ title: w("tryExamples"), content: list, no: w("close") });
  }

  async play(example) {
    this.playing = example;
    this.render();
    const ended = await play(example, this, () => this.playing !== example);
    if (this.playing !== example) return;
    this.playing = null;
    if (ended) this.announce(w("done"));
    this.render();
  }

  // Where one is: #/general, #/dm, #/home, and a thread behind it

  go(place, thread = "") {
    location.hash = thread ? `#/${place}/${thread}` : `#/${place}`;
    this.#routed();
  }

  #readRoute() {
    const [, place, thread] = location.hash.split("/");
    const known = ["dm", "home", ...this.store.channelsOf(this.viewerId).map((channel) => channel.name)];
    this.route = { place: known.includes(place) ? place : (known[2] ?? "dm"), thread: thread || null };
  }

  #routed() {
    const before = this.route;
    this.#readRoute();
    if (before.place === this.route.place && before.thread === this.route.thread) return;
    this.editing = null;
    if (before.place !== this.route.place) {
      this.scrolledDown = true;
      this.#visited();
    }
    this.threadScrolledDown = true;
    this.render();
  }

  // Slack tells the app when its tabs are opened.
  #visited() {
    if (this.route.place === "home") act("visit", { user: this.viewerId, tab: "home" });
    if (this.route.place === "dm") act("visit", { user: this.viewerId, tab: "messages" });
  }

  get channel() {
    const { place } = this.route;
    if (place === "dm" || place === "home") return this.store.dmOf(this.viewerId);
    return this.store.channelsOf(this.viewerId).find((channel) => channel.name === place);
  }

  // Changes

  #changed(change) {
    const { kind, subject, detail } = change;
    if (kind === "person" && detail.id === this.viewerId) this.#speakAnew();
    if (kind === "message" && change.number > this.startedAt) {
      if (subject.user === this.viewerId && !subject.thread_ts) this.awaiting.add(subject.ts);
      const seen = !subject.ephemeral_to || subject.ephemeral_to === this.viewerId;
      if (subject.bot_id && seen) this.#hear(subject);
    }
    if (kind === "connection") this.#visited();
    this.schedule();
  }

  #hear(message) {
    const channel = this.store.channels.get(message.channel);
    if (!channel.members.includes(this.viewerId)) return;
    const name = this.store.people.get(message.user)?.real_name;
    this.announce(w(message.ephemeral ? "onlyYouSaid" : "said", { name, text: message.plain.slice(0, SAID_LENGTH) }));
    const here = this.channel?.id === message.channel && this.route.place !== "home";
    if (!here) this.unread.add(message.channel);
    const root = message.thread_ts;
    if (here && root && this.awaiting.delete(root) && this.threadComposer.isEmpty) this.openThread(message.channel, root);
    if (!here && this.route.place === "home" && channel.kind === "im") this.go("dm");
  }

  #speakAnew() {
    speak(this.viewer.locale);
    this.#readRoute();
    this.composer.relabel();
    this.threadComposer.relabel();
    this.render();
  }

  linkChanged(linked) {
    if (linked === this.linked) return;
    this.linked = linked;
    this.schedule();
  }

  // Drawing

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.render();
    });
  }

  #build() {
    this.startedAt = this.store.upTo;
    this.sidebar = h("nav", { class: "sidebar" });
    this.header = h("header", { class: "bar" });
    this.banner = h("div", { class: "banners" });
    this.list = h("ol", { class: "messages" });
    this.home = h("div", { class: "home", hidden: true });
    this.scroll = h("div", { class: "scroll" }, this.list);
    this.composer = new Composer(this, {
      label: () => w("writeTo", { name: this.channel?.kind === "im" ? this.store.bot.real_name : `#${this.channel?.name ?? ""}` }),
      send: (text, typed) => this.send(this.channel.id, text, typed, null),
    });
    this.threadList = h("ol", { class: "messages" });
    this.threadScroll = h("div", { class: "scroll" }, this.threadList);
    this.threadHeader = h("header", { class: "bar" });
    this.threadComposer = new Composer(this, {
      label: () => w("reply"),
      send: (text, typed) => this.send(this.channel.id, text, typed, this.route.thread),
      inThread: true,
    });
    this.thread = h("aside", { class: "thread", hidden: true }, this.threadHeader, this.threadScroll, this.threadComposer.node);
    this.inspector = new Inspector(this);
    this.toasts = h("div", { class: "toasts", role: "alert" });
    this.status = h("div", { class: "sr-only", role: "status" });
    this.main = h("main", { class: "conversation" }, this.header, this.banner, this.scroll, this.home, this.composer.node);
    this.skip = h("a", { class: "skip", href: "#", onclick: (event) => { event.preventDefault(); this.composer.focus(); } });
    this.node = h("div", { class: "app" }, this.sidebar, this.main, this.thread, this.inspector.node);
    this.node.addEventListener("keydown", (event) => this.#key(event));
    for (const [scroll, flag] of [[this.scroll, "scrolledDown"], [this.threadScroll, "threadScrolledDown"]]) {
      this[flag] = true;
      scroll.addEventListener("scroll", () => { this[flag] = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60; });
      scroll.addEventListener("redrawn", () => { if (this[flag]) scroll.scrollTop = scroll.scrollHeight; });
    }
    document.body.append(h("header", {}, this.skip), this.node, this.toasts, this.status);
  }

  // Arrow keys go from message to message; Escape closes the thread.
  #key(event) {
    const article = event.target.closest?.("article.message");
    if (article === event.target && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      const all = [...article.closest(".messages").querySelectorAll("article.message")];
      const next = all[all.indexOf(article) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      for (const each of all) each.tabIndex = each === next ? 0 : -1;
      next.focus();
    } else if (event.key === "Escape" && this.route.thread && this.thread.contains(event.target)) {
      this.closeThread();
    }
  }

  render() {
    const { store, viewer, channel, route } = this;
    const isHome = route.place === "home";
    if (!isHome && channel) this.unread.delete(channel.id);
    this.skip.textContent = w("skip");
    this.sidebar.setAttribute("aria-label", w("channels"));
    reconcile(this.sidebar, [{ key: "sidebar", version: sidebarVersion(this), render: () => sidebar(this) }]);
    this.#renderHeader();
    this.#renderBanners();
    this.scroll.hidden = isHome;
    this.home.hidden = !isHome;
    this.composer.node.hidden = isHome || !channel;
    this.composer.relabel();
    if (isHome) this.#renderHome();
    else this.#renderMessages(this.list, this.scroll, channel ? store.timeline(channel.id, viewer.id) : [], false, this.scrolledDown);
    this.#renderThread();
    this.inspector.render();
    this.modals?.render();
    document.title = `${isHome || channel?.kind === "im" ? store.bot.real_name : `#${channel?.name ?? ""}`} · ${store.team.name}`;
  }

  #renderHeader() {
    const { route, channel, store, viewer } = this;
    const version = JSON.stringify([route.place, viewer.locale, store.bot.real_name, channel?.members.length]);
    const tab = (place, label) => h("a", { href: `#/${place}`, class: "tab", "aria-current": route.place === place ? "page" : null, "data-focus": `tab-${place}` }, label);
    const draw = () => {
      const isApp = channel?.kind === "im" || route.place === "home" || route.place === "dm";
      return h("div", { class: "bar-inside" },
        h("button", { type: "button", class: "menu-button", "aria-label": w("openMenu"), "data-focus": "menu", onclick: () => this.node.classList.toggle("menu-open") }, icon("back")),
        h("h1", {}, isApp ? [avatar(store.bot, "small"), store.bot.real_name] : [icon("hash"), channel?.name]),
        isApp ? h("nav", { class: "tabs", "aria-label": store.bot.real_name }, tab("home", w("home")), tab("dm", w("messages"))) : null);
    };
    reconcile(this.header, [{ key: "header", version, render: draw }]);
  }

  #renderBanners() {
    const { store, channel, linked, playing } = this;
    const absent = channel?.kind === "channel" && !channel.members.includes(store.bot.id);
    const banners = [];
    const banner = (key, content) => banners.push({ key, version: `${this.viewer.locale} ${channel?.id} ${playing?.id}`, render: () => h("div", { class: `banner ${key}` }, content) });
    if (!linked) banner("gone", [icon("alert"), h("span", {}, w("gone"))]);
    else if (!store.connected) banner("starting", [h("span", { class: "spinner" }), h("span", {}, w("starting", { name: store.bot.real_name }))]);
    if (absent) banner("absent", [h("span", {}, w("notIn", { name: store.bot.real_name })), h("button", { type: "button", class: "button", onclick: () => this.do("invite", { channel: channel.id }) }, w("add", { name: store.bot.real_name }))]);
    if (playing) banner("playing", [icon("play"), h("span", {}, w("running", { title: titleOf(playing) })), h("button", { type: "button", class: "button", onclick: () => { this.playing = null; this.render(); } }, w("stop"))]);
    reconcile(this.banner, banners);
  }

  #renderMessages(list, scroll, messages, inThread, follow) {
    const wanted = messages.map((message) => ({ key: message.ts, version: versionOf(message, this, inThread), render: () => messageNode(message, this, inThread) }));
    if (!inThread && this.channel) wanted.unshift({ key: "start", version: `${this.channel.id} ${this.viewer.locale} ${this.viewerId} ${messages.length > 0} ${JSON.stringify(this.#suggestions())}`, render: () => this.#start(messages.length === 0) });
    const status = this.store.statusIn(this.channel?.id, this.route.thread);
    if (inThread && status) wanted.push({ key: "status", version: status, render: () => h("li", { class: "status-line" }, `${this.store.bot.real_name} ${status}`) });
    const before = list.childElementCount;
    reconcile(list, wanted);
    const articles = [...list.querySelectorAll("article.message")];
    if (articles.length && !articles.some((each) => each.tabIndex === 0)) articles.at(-1).tabIndex = 0;
    if (follow || list.childElementCount > before + 1) scroll.scrollTop = scroll.scrollHeight;
  }

  #suggestions() {
    const { channel, store } = this;
    if (channel.kind === "im") return (store.prompts.get(channel.id)?.prompts ?? []).map((prompt) => ({ title: prompt.title, message: prompt.message }));
    return [];
  }

  // What stands above the first message: where one is, and something to begin with.
  #start(isEmpty) {
    const { channel, store } = this;
    const isDm = channel.kind === "im";
    const prompts = this.#suggestions();
    const chip = (label, run) => h("li", {}, h("button", { type: "button", class: "chip", onclick: run }, label));
    const chips = isDm
      ? prompts.map((prompt) => chip(prompt.title, () => this.send(channel.id, prompt.message, prompt.message, null)))
      : isEmpty && channel.members.includes(store.bot.id) ? store.offers.examples.slice(0, 4).map((example) => chip(titleOf(example), () => this.play(example))) : [];
    return h("li", { class: "start" },
      isDm ? avatar(store.bot, "large") : h("span", { class: "start-icon" }, icon("hash")),
      h("h2", {}, isDm ? w("welcome", { name: store.bot.real_name }) : w("startOf", { name: channel.name })),
      h("p", {}, isDm ? w("privateTo", { name: store.bot.real_name }) : w("welcomeText")),
      chips.length ? h("p", { class: "start-hint" }, isDm ? (store.prompts.get(channel.id)?.title || w("startHint")) : w("examples")) : null,
      chips.length ? h("ul", { class: "chips" }, chips) : null);
  }

  #renderThread() {
    const { route, channel, store, viewer } = this;
    const messages = route.thread && channel && route.place !== "home" ? store.thread(channel.id, route.thread, viewer.id) : [];
    const open = messages.length > 0;
    this.thread.hidden = !open;
    this.node.classList.toggle("with-thread", open);
    if (!open) return;
    this.thread.setAttribute("aria-label", w("thread"));
    const draw = () => h("div", { class: "bar-inside" }, h("h2", {}, w("thread"), h("small", {}, channel.kind === "im" ? store.bot.real_name : `#${channel.name}`)),
      h("button", { type: "button", class: "quiet-button", "aria-label": w("close"), "data-focus": "close-thread", onclick: () => this.closeThread() }, icon("close")));
    reconcile(this.threadHeader, [{ key: "thread", version: `${channel.id} ${viewer.locale}`, render: draw }]);
    this.threadComposer.relabel();
    if (this.threadList.dataset.root !== route.thread) this.threadList.replaceChildren();
    this.threadList.dataset.root = route.thread;
    this.#renderMessages(this.threadList, this.threadScroll, messages, true, this.threadScrolledDown);
  }

  #renderHome() {
    const { store, viewer } = this;
    const view = store.homeOf(viewer.id);
    const context = {
      store, viewer: viewer.id, surface: "home", unknown,
      value: () => undefined,
      confirm: (confirm) => this.confirm(confirm),
      press: (block, item, value) => this.press({ view: view.id }, block, item, value),
    };
    const draw = () => h("div", { class: "home-inside", tabindex: "-1" }, view ? blocks(view.blocks, context) : h("p", { class: "empty" }, w("noHome", { name: store.bot.real_name })));
    reconcile(this.home, [{ key: viewer.id, version: `${view?.id} ${view?.hash} ${view ? "" : viewer.locale}`, render: draw }]);
  }
}

const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;

const store = new Store(await readState());
const app = new App(store);
follow(store.session, store.since, (change) => store.apply(change), (linked) => app.linkChanged(linked));
document.documentElement.dataset.ready = "yes"; // for whoever drives the page

const wanted = new URLSearchParams(location.search).get("example");
if (wanted) {
  history.replaceState(null, "", location.pathname + location.hash);
  const find = () => store.offers.examples.find((example) => example.id === wanted);
  if (!find()) await app.until(() => find(), 20_000);
  if (find()) app.play(find());
}
