// What the page knows of the workspace, kept up to date by its changes.

const LOG_LIMIT = 500;
const REPLAYED = 300; // entries of the log that a page opened late is still told of

export class Store extends EventTarget {
  constructor(state) {
    super();
    this.session = state.session;
    this.team = state.teams[0];
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.messages = new Map();
    this.views = new Map(state.views.map((view) => [view.id, view]));
    this.prompts = new Map(state.prompts.map((prompts) => [prompts.channel, prompts]));
    this.statuses = new Map();
    this.undelivered = new Set();
    this.offers = state.offers;
    this.connected = state.connected;
    this.log = [];
    this.upTo = state.log;
    for (const message of state.messages) this.#keep(message);
    for (const status of state.statuses) this.#setStatus(status);
  }

  get since() {
    return Math.max(0, this.upTo - REPLAYED);
  }

  get bot() {
    return this.people.get(this.team.bot_user);
  }

  get humans() {
    return [...this.people.values()].filter((p) => !p.is_bot && p.team === this.team.id);
  }

  // The channels that `user` sees in the list, and their conversation with the bot.
  channelsOf(user) {
    return [...this.channels.values()].filter(
      (c) => c.kind === "channel" && c.team === this.team.id && c.members.includes(user)
    );
  }

  dmOf(user) {
    return [...this.channels.values()].find((c) => c.kind === "im" && c.members.includes(user));
  }

  // What `user` sees in a channel, oldest first: without replies, which stand in their threads.
  timeline(channel, user) {
    return this.#seen(channel, user).filter((m) => !m.thread_ts || m.thread_ts === m.ts);
  }

  thread(channel, root, user) {
    return this.#seen(channel, user).filter((m) => (m.thread_ts || m.ts) === root);
  }

  replies(channel, root, user) {
    return this.thread(channel, root, user).filter((m) => m.ts !== root);
  }

  message(channel, ts) {
    return this.messages.get(channel)?.get(ts);
  }

  modalOf(user) {
    return [...this.views.values()].filter((v) => v.type === "modal" && v.user === user).at(-1);
  }

  homeOf(user) {
    return [...this.views.values()].find((v) => v.type === "home" && v.user === user);
  }

  statusIn(channel, thread) {
    return this.statuses.get(`${channel} ${thread}`);
  }

  apply(change) {
    this.log.push(change);
    if (this.log.length > LOG_LIMIT) this.log.shift();
    if (change.number > this.upTo) {
      this.upTo = change.number;
      this.#take(change);
    }
    this.dispatchEvent(new CustomEvent("change", { detail: change }));
  }

  #seen(channel, user) {
    const all = [...(this.messages.get(channel)?.values() ?? [])];
    return all.filter((m) => !m.ephemeral_to || m.ephemeral_to === user);
  }

  #keep(message) {
    if (!this.messages.has(message.channel)) this.messages.set(message.channel, new Map());
    this.messages.get(message.channel).set(message.ts, message);
  }

  #setStatus({ channel, thread_ts: thread, status }) {
    if (status) this.statuses.set(`${channel} ${thread}`, status);
    else this.statuses.delete(`${channel} ${thread}`);
  }

  #take({ kind, subject, detail }) {
    switch (kind) {
      case "message":
        if (subject.bot_id) this.statuses.delete(`${subject.channel} ${subject.thread_ts}`);
        this.#keep(subject);
        break;
      case "update":
      case "reaction":
        this.#keep(subject);
        break;
      case "delete":
        this.messages.get(subject.channel)?.delete(subject.ts);
        break;
      case "view":
        if (subject.is_open) this.views.set(subject.id, subject);
        else this.views.delete(subject.id);
        break;
      case "delivery":
        if (!subject.acknowledged && subject.payload.event?.ts)
          this.undelivered.add(subject.payload.event.ts);
        break;
      case "prompts":
        if (detail.shown) this.prompts.set(detail.channel, detail);
        break;
      case "status":
        this.#setStatus(detail);
        break;
      case "connection":
        this.connected = detail.open > 0;
        break;
      case "person":
        this.people.set(detail.id, detail);
        break;
      case "channel":
        this.channels.set(detail.id, detail);
        break;
      case "offers":
        this.offers = detail;
        break;
    }
  }
}
