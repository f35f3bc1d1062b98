// A conversation, live: the page works without this. Rows come from the server, a socket only says that there are new ones.
import { Link } from "./chat_link.js";
import { Draft, Outbox } from "./chat_outbox.js";
import { Log } from "./chat_log.js";

class Chat {
  constructor(element) {
    this.root = element;
    this.id = element.dataset.conversation;
    this.log = new Log(element);
    this.outbox = new Outbox(this.id);
    this.link = new Link(element.dataset, {
      cursors: () => ({ [this.id]: this.log.last }),
      items: (frame) => frame.c === this.id && this.take(frame),
      hint: (frame) => (frame.c === this.id ? this.poll() : document.dispatchEvent(new Event("news"))),
      ack: (frame) => this.delivered(frame),
      nack: (frame) => this.refused(frame),
      marks: (frame) => frame.c === this.id && this.log.marked(frame),
      epochs: (epochs) => this.checkEpoch(epochs[this.id]),
      notice: (frame) => this.notice(frame.code),
      mode: (text) => this.say(text),
      open: () => (this.resend(), this.got()),
    });
  }

  start() {
    for (const part of this.root.querySelectorAll("[data-without-script]")) part.hidden = true;
    this.form = this.root.querySelector("[data-writing]");
    if (this.form) this.draft = new Draft(this.id, this.form.elements.body);
    this.form?.addEventListener("submit", (event) => this.submit(event));
    this.form?.elements.body.addEventListener("keydown", (event) => {
      // Ctrl or Cmd with Enter sends; Enter alone stays a new line.
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    this.root.addEventListener("click", (event) => {
      const again = event.target.closest("[data-key]");
      if (again) this.send(this.outbox.get(again.dataset.key));
    });
    this.log.onseen = (seq) => this.seen(seq);
    for (const entry of this.outbox.all()) this.log.mine(entry);
    this.log.begin();
    addEventListener("online", () => this.link.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.link.now());
    setInterval(() => this.resend(), 10_000);
    this.seen(this.log.last);
    this.link.start();
  }

  submit(event) {
    event.preventDefault();
    const field = this.form.elements.body;
    const body = field.value.trim();
    if (!body) return;
    const entry = this.outbox.add(crypto.randomUUID(), body);
    field.value = "";
    this.draft.keep();
    this.log.mine(entry);
    this.log.end();
    this.send(entry);
    event.submitter?.removeAttribute("aria-busy");
    field.focus();
  }

  send(entry) {
    if (!entry) return;
    this.log.state(entry.k, "sending");
    entry.tries += 1;
    entry.at = Date.now();
    const frame = { t: "send", k: entry.k, c: this.id, body: entry.body };
    // What does not fit into a frame of 8 KiB, or was not answered three times, goes by the form with the same key.
    const fits = new TextEncoder().encode(JSON.stringify(frame)).length <= 8000;
    if (!(fits && entry.tries <= 3 && this.link.send(frame))) this.post(entry);
  }

  async post(entry) {
    const data = new FormData(this.form);
    data.set("client_key", entry.k);
    data.set("body", entry.body);
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401) return this.link.signedOut();
      const frame = answer.status === 200 || answer.status === 422 ? await answer.json() : null;
      if (!frame) throw new Error(String(answer.status));
      if (frame.t === "ack") this.delivered(frame);
      else this.refused({ ...frame, k: entry.k });
      this.poll();
    } catch {
      this.log.state(entry.k, "failed");
    }
  }

  resend() {
    const open = this.outbox.all().filter((entry) => !entry.refused);
    const due = open.filter((entry) => Date.now() - entry.at > 9_000);
    // The server refuses who speaks without a pause: the rest follows as these are delivered.
    for (const entry of due.slice(0, Math.max(0, 4 - (open.length - due.length)))) this.send(entry);
  }

  delivered(frame) {
    this.outbox.drop(frame.k);
    this.log.state(frame.k, frame.held_until ? "held" : "sent", frame);
    this.resend();
  }

  refused(frame) {
    if (frame.code === "try_form") return this.post(this.outbox.get(frame.k));
    const entry = this.outbox.get(frame.k);
    this.outbox.drop(frame.k);
    this.log.state(frame.k, "refused", frame);
    // Nothing typed is lost: the words go back into the field when it is empty.
    if (entry && this.form && !this.form.elements.body.value) {
      this.form.elements.body.value = entry.body;
      this.draft.keep();
    }
    this.poll();
  }

  take(frame) {
    this.log.add(frame.items);
    document.dispatchEvent(new Event("news"));
    if (frame.items.some((item) => item.kind === "appointment")) this.meetings();
    if (frame.items.some((item) => !item.own)) this.got();
  }

  // What was agreed stands below the messages with its buttons: that part comes anew.
  async meetings() {
    const place = document.getElementById("absprachen");
    if (place) (await import("./fragment.js")).fill(new URL(location.pathname, location.href), place, () => {});
  }

  // This device holds everything up to here: said once for many items, so that the other side reads „zugestellt“.
  got() {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const seq = this.log.last;
      if (seq > (this.held ?? 0) && this.link.send({ t: "got", c: this.id, seq })) this.held = seq;
    }, 1000);
  }

  // Another copy of the database: what this page holds means nothing there. What was typed and not sent stays.
  checkEpoch(epoch) {
    if (epoch && epoch !== this.root.dataset.epoch) location.reload();
  }

  async poll() {
    const answer = await this.link.poll(this.log.last);
    if (!answer) return;
    if (answer.epoch !== this.root.dataset.epoch) return this.checkEpoch(answer.epoch);
    this.take(answer);
    this.log.marked(answer);
    this.writing(answer.refusal);
    if (answer.more) this.poll();
  }

  writing(refusal) {
    const note = this.root.querySelector("[data-refusal]");
    if (!note) return;
    note.hidden = !refusal;
    note.querySelector("span").textContent = refusal;
    this.form.hidden = Boolean(refusal);
  }

  seen(seq) {
    if (document.hidden || !seq || seq <= (this.read ?? 0)) return;
    this.read = seq;
    if (this.link.send({ t: "read", c: this.id, seq })) return;
    const data = new FormData();
    data.set("seq", seq);
    const token = this.root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    fetch(this.root.dataset.read, { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": token } }).catch(() => {});
  }

  notice(code) {
    if (code === "delayed") this.say(this.root.dataset.wordDelayed);
    if (code === "expires") this.say(this.root.dataset.wordExpires);
    if (code === "paused") this.poll();
  }

  say(text) {
    const place = this.root.querySelector("[data-mode]");
    if (!place) return;
    place.dataset.plain ??= place.textContent;
    place.textContent = text || place.dataset.plain;
  }
}

const root = document.querySelector("[data-chat]");
if (root) new Chat(root).start();
