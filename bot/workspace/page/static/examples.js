// Example conversations, played step by step with the real bot.

import { h, icon } from "./dom.js";
import { spoken, w } from "./words.js";

const ANSWER_WITHIN = 30_000; // milliseconds
const READING_TIME = 700;

function said(words) {
  return words[spoken()] ?? Object.values(words)[0];
}

export function titleOf(example) {
  return said(example.title);
}

// Plays an example; gives whether it came to its end. `isStopped` is asked between steps.
export async function play(example, app, isStopped) {
  let thread = null; // { channel, ts } of the first message
  for (const step of example.steps) {
    if (isStopped()) return false;
    const waiting = app.until((change) => isAnswer(change, app, thread), ANSWER_WITHIN);
    thread = await take(step, thread, app);
    if (!thread) return false;
    if (!(await waiting)) {
      app.toast(w("noAnswer"));
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, READING_TIME));
  }
  return true;
}

function isAnswer(change, app, thread) {
  if (change.kind === "view") return change.subject.type === "modal" && change.subject.user === app.viewer.id;
  if (change.kind !== "message" || !change.subject.bot_id) return false;
  const { ephemeral_to: to, thread_ts: root } = change.subject;
  if (to && to !== app.viewer.id) return false;
  return !thread || Boolean(to) || !root || root === thread.ts;
}

async function take(step, thread, app) {
  const { store, viewer } = app;
  const general = store.channelsOf(viewer.id).find((channel) => channel.members.includes(store.bot.id));
  const channel = thread?.channel ?? (step.how === "message" ? store.dmOf(viewer.id).id : general.id);
  app.go(channel === store.dmOf(viewer.id)?.id ? "dm" : store.channels.get(channel).name, thread?.ts);
  if (step.how === "command") {
    const command = step.uses || store.offers.commands[0]?.command;
    return (await app.do("command", { channel, command, text: said(step.text) })) && { channel, ts: null };
  }
  const text = step.how === "mention" ? `<@${store.bot.id}> ${said(step.text)}` : said(step.text);
  const message = await app.say(channel, text, thread?.ts ?? null);
  if (!message) return null;
  if (step.how === "shortcut") {
    const callback = step.uses || store.offers.shortcuts[0]?.callback_id;
    if (!(await app.do("shortcut", { channel, ts: message.ts, callback_id: callback }))) return null;
  }
  return thread ?? { channel, ts: message.ts };
}

export function exampleList(examples, choose) {
  return h("div", { class: "examples" }, h("p", {}, w("examplesHint")),
    h("ul", {}, examples.map((example) =>
      h("li", {}, h("a", { href: `?example=${encodeURIComponent(example.id)}`, onclick: (event) => { event.preventDefault(); choose(example); } },
        icon("play"), h("span", {}, h("strong", {}, titleOf(example)), h("small", {}, example.steps.map((step) => said(step.text)).join(" → "))))))));
}
