// One message: who wrote it, when, its blocks, and what can be done with it.

import { blocks, unknown } from "./blocks.js";
import { h, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { emoji, mrkdwn } from "./text.js";
import { momentOf, plural, timeOf, w } from "./words.js";

// What a message's looks depend on; when this is the same, it need not be drawn again.
export function versionOf(message, app, inThread) {
  const { store, viewer } = app;
  const replies = inThread ? [] : store.replies(message.channel, message.ts, viewer.id);
  return JSON.stringify([
    message.edited_ts, message.reactions, viewer.id, viewer.locale, replies.length,
    store.undelivered.has(message.ts), app.editing === message.ts, store.bot.real_name,
  ]);
}

export function avatar(person, extra = "") {
  const initial = [...(person?.real_name ?? "?")][0];
  const hue = person?.is_bot ? "bot" : `hue-${[...(person?.id ?? "")].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 4}`;
  return h("span", { class: `avatar ${hue} ${extra}`, "aria-hidden": "true" }, person?.is_bot ? "❞" : initial);
}

export function messageNode(message, app, inThread) {
  const { store, viewer } = app;
  const author = store.people.get(message.user);
  const name = author?.real_name ?? message.user;
  const context = {
    store,
    viewer: viewer.id,
    surface: "message",
    unknown,
    value: () => undefined,
    confirm: (confirm) => app.confirm(confirm),
    press: (block, item, value) => app.press({ channel: message.channel, ts: message.ts }, block, item, value),
  };
  const article = h("article", { class: `message${message.ephemeral ? " ephemeral" : ""}`, tabindex: "-1", "aria-label": `${name}, ${timeOf(message.ts)}`, dataset: { ts: message.ts } },
    avatar(author),
    h("div", { class: "message-main" },
      message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), w("onlyYou"), h("button", { type: "button", class: "link", onclick: () => app.do("dismiss", { channel: message.channel, ts: message.ts }) }, w("dismiss"))) : null,
      h("p", { class: "byline" },
        h("strong", {}, name),
        author?.is_bot ? h("span", { class: "badge" }, w("app")) : null,
        h("time", { datetime: new Date(message.ts * 1000).toISOString(), title: momentOf(message.ts) }, timeOf(message.ts)),
        message.edited_ts ? h("span", { class: "edited" }, w("edited")) : null),
      app.editing === message.ts ? editor(message, app) : body(message, context),
      message.reactions.length ? h("p", { class: "reactions" }, message.reactions.map((each) => h("span", { class: "reaction" }, emoji(each), " 1"))) : null,
      store.undelivered.has(message.ts) ? h("p", { class: "undelivered", role: "alert" }, icon("alert"), w("undelivered")) : null,
      inThread ? null : threadLink(message, app)),
    toolbar(message, app, inThread));
  return h("li", {}, article);
}

function body(message, context) {
  const attached = message.attachments.flatMap((each) => each.blocks ?? (each.text ? [{ type: "section", text: { type: "mrkdwn", text: each.text } }] : []));
  return h("div", { class: "body" },
    message.blocks.length ? blocks(message.blocks, context) : h("p", { class: "plain" }, mrkdwn(message.text, context)),
    attached.length ? h("div", { class: "attachment" }, blocks(attached, context)) : null);
}

function editor(message, app) {
  const area = h("textarea", { "aria-label": w("edit"), rows: 2, "data-focus": "editor" });
  area.value = app.typedForm(message.text);
  const stop = () => app.setEditing(null);
  const save = async () => {
    await app.do("edit", { channel: message.channel, ts: message.ts, text: app.sentForm(area.value) });
    stop();
  };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  queueMicrotask(() => area.focus());
  return h("div", { class: "editor" }, area,
    h("div", {}, h("button", { type: "button", class: "button", onclick: stop }, w("cancel")), h("button", { type: "button", class: "button primary", onclick: save }, w("save"))));
}

function threadLink(message, app) {
  const replies = app.store.replies(message.channel, message.ts, app.viewer.id);
  if (!replies.length) return null;
  const people = [...new Set(replies.map((reply) => reply.user))].map((id) => app.store.people.get(id));
  return h("button", { type: "button", class: "thread-link", "data-focus": "thread", onclick: () => app.openThread(message.channel, message.ts, true) },
    h("span", { class: "faces" }, people.slice(0, 3).map((person) => avatar(person, "small"))),
    h("span", { class: "count" }, plural("replies", replies.length)),
    h("time", {}, timeOf(replies.at(-1).ts)));
}

function toolbar(message, app, inThread) {
  const items = () => [
    ...(message.ephemeral || !app.store.offers.shortcuts.length ? [] : [
      { heading: w("shortcuts") },
      ...app.store.offers.shortcuts.map((shortcut) => ({
        label: shortcut.name,
        hint: app.store.bot.real_name,
        run: () => app.do("shortcut", { channel: message.channel, ts: message.ts, callback_id: shortcut.callback_id }),
      })),
      { heading: w("messages") },
    ]),
    { label: w("copyText"), run: () => app.copy(message.plain) },
    { label: w("inspect"), run: () => app.inspect(message) },
    ...(message.user === app.viewer.id ? [
      { label: w("edit"), run: () => app.setEditing(message.ts) },
      { label: w("remove"), danger: true, run: () => app.do("remove", { channel: message.channel, ts: message.ts }) },
    ] : []),
  ];
  return h("div", { class: "toolbar" },
    inThread || message.ephemeral ? null : h("button", { type: "button", "data-focus": "reply", "aria-label": w("replyInThread"), title: w("replyInThread"), onclick: () => app.openThread(message.channel, message.ts, true) }, icon("thread")),
    menuButton({ "aria-label": w("more"), title: w("more"), "data-focus": "more" }, icon("more"), items));
}
