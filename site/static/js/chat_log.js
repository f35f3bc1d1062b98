// The list of messages: adds items in order and once, keeps the place of a reader, says new ones aloud every 3 seconds at most.
const DAY = new Intl.DateTimeFormat("de", { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Berlin" });
const CLOCK = new Intl.DateTimeFormat("de", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
const EDITABLE = 10 * 60_000; // the server takes a change of one's own words for ten minutes
const ISO = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Berlin" });

export class Log {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.list = root.querySelector("[data-log]");
    this.jump = root.querySelector("[data-jump]");
    this.voice = root.querySelector("[data-announce]");
    this.last = Number(root.dataset.last);
    this.pending = new Map();
    this.unsaid = [];
    this.looked = 0;
    this.jump.addEventListener("click", () => this.end());
    this.list.addEventListener("scroll", () => this.atEnd() && this.caughtUp());
    setInterval(() => this.speak(), 3000);
  }

  // Begins at the first unread message, at the newest when there is none.
  begin() {
    for (const link of this.list.querySelectorAll("[data-seq] [data-change]")) this.expire(link, link.closest("[data-seq]"));
    const fresh = this.list.querySelector("[data-new]");
    this.end();
    if (fresh) this.list.scrollTop = Math.max(0, fresh.offsetTop - this.list.offsetTop - 48);
    if (!this.atEnd()) this.jump.hidden = false;
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
  }

  end() {
    this.list.scrollTop = this.list.scrollHeight;
    this.caughtUp();
  }

  caughtUp() {
    this.jump.hidden = true;
    this.onseen?.(this.last);
  }

  add(items) {
    const follows = this.atEnd();
    for (const item of items) {
      if (item.seq <= this.last) continue;
      if (item.kind === "text" && !item.own && (document.hidden || !follows)) this.line();
      this.one(item);
    }
    this.marked();
    if (follows) this.end();
    else if (items.some((item) => !item.own)) this.jump.hidden = false;
  }

  one(item) {
    this.last = item.seq;
    const waiting = item.own && this.pending.get(item.m);
    if (waiting) waiting.remove();
    this.pending.delete(item.m);
    if (item.kind === "edit") return this.changed(item);
    if (item.kind === "redact") return this.removed(item.target);
    if (item.kind === "hold" && item.target) this.removed(item.target);
    this.day(item.at);
    const element = item.kind === "text" ? this.text(item) : this.note(item);
    element.id = `n-${item.seq}`;
    element.dataset.seq = item.seq;
    this.list.insertBefore(element, this.list.querySelector("[data-k], [data-held]"));
    if (!item.own) this.unsaid.push(`${item.name ? `${item.name}, ${CLOCK.format(new Date(item.at))}: ` : ""}${item.body ?? ""}`);
  }

  // One line before the first message that came while nobody looked.
  line() {
    const old = this.list.querySelector("[data-new]");
    if (old && Number(old.nextElementSibling?.dataset.seq) > this.looked) return;
    old?.remove();
    const line = this.copy("fresh");
    this.list.insertBefore(line, this.list.querySelector("[data-k], [data-held]"));
    this.looked = this.last;
  }

  day(moment) {
    const key = ISO.format(new Date(moment));
    if (this.list.querySelector(`[data-day="${key}"]`)) return;
    const line = document.createElement("p");
    line.className = "chat__day";
    line.dataset.day = key;
    line.textContent = DAY.format(new Date(moment));
    this.list.insertBefore(line, this.list.querySelector("[data-k], [data-held]"));
  }

  copy(name) {
    return this.root.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
  }

  text(item) {
    const element = this.copy("text");
    element.classList.toggle("bubble--me", item.own);
    element.querySelector(".bubble__who").textContent = item.name;
    lines(element.querySelector("[data-body]"), item.body ?? this.words.wordRemoved);
    const time = element.querySelector("time");
    time.dateTime = item.at;
    time.textContent = CLOCK.format(new Date(item.at));
    const report = element.querySelector("[data-report]");
    element.querySelector("[data-edited]").hidden = !item.edited || item.body === null;
    if (item.own) {
      element.querySelector("[data-state]").textContent = this.words.wordSent;
      if (item.body !== null) this.changes(element, item);
    } else {
      report.href = `${location.pathname}melden/${item.m}/`;
      report.hidden = false;
    }
    return element;
  }

  note(item) {
    const element = this.copy("note");
    lines(element.querySelector("[data-body]"), item.body ?? "");
    return element;
  }

  changes(element, item) {
    for (const link of element.querySelectorAll("[data-change]")) {
      link.href = `${location.pathname}${link.dataset.change}/${item.m}/`;
      link.hidden = false;
      this.expire(link, element);
    }
  }

  expire(link, element) {
    if (!link.href.includes("/aendern/")) return;
    const age = Date.now() - Date.parse(element.querySelector("time").dateTime);
    setTimeout(() => link.remove(), Math.max(0, EDITABLE - age));
  }

  changed(item) {
    const element = this.list.querySelector(`[data-seq="${item.target}"]`);
    if (!element || item.body === null) return;
    lines(element.querySelector("[data-body]"), item.body);
    element.querySelector("[data-edited]").hidden = false;
  }

  removed(seq) {
    const element = this.list.querySelector(`[data-seq="${seq}"]`);
    if (!element) return;
    element.querySelector("[data-body]").textContent = this.words.wordRemoved;
    for (const part of element.querySelectorAll("[data-change]")) part.remove();
    element.querySelector("[data-edited]")?.setAttribute("hidden", "");
  }

  // Own messages up to the number another device holds or somebody has read, where that person lets it be seen.
  marked({ read, delivered } = this.marks ?? {}) {
    this.marks = { read, delivered };
    const [seen, held] = [read, delivered].map((mark) => Math.max(0, ...Object.values(mark ?? {})));
    for (const element of this.list.querySelectorAll(".bubble--me[data-seq]")) {
      const seq = Number(element.dataset.seq);
      const word = seq <= seen ? this.words.wordRead : this.words.wordDelivered;
      if (seq <= Math.max(seen, held)) element.querySelector("[data-state]").textContent = word;
    }
  }

  mine(entry) {
    const element = this.copy("text");
    element.classList.add("bubble--me");
    element.dataset.k = entry.k;
    element.querySelector(".bubble__who").textContent = this.words.wordMe;
    lines(element.querySelector("[data-body]"), entry.body);
    this.list.append(element);
    this.state(entry.k, "sending");
  }

  state(k, state, frame = {}) {
    const element = this.list.querySelector(`[data-k="${k}"]`);
    if (!element) return;
    element.classList.toggle("bubble--failed", state === "failed" || state === "refused");
    const place = element.querySelector("[data-state]");
    const words = { sending: this.words.wordSending, sent: this.words.wordSent, failed: this.words.wordFailed, held: this.words.wordHeld };
    place.textContent = words[state] ?? frame.text;
    if (state === "failed") place.append(this.again(k));
    if (state === "sent") this.acknowledged(element, frame);
  }

  // The acknowledged text stays where it is until its item comes, then the item takes its place.
  acknowledged(element, frame) {
    if (frame.seq <= this.last) element.remove();
    else this.pending.set(frame.m, element);
  }

  again(k) {
    const button = this.copy("again");
    button.dataset.key = k;
    return button;
  }

  speak() {
    if (!this.unsaid.length) return;
    this.voice.textContent = this.unsaid.join(" ");
    this.unsaid = [];
  }
}

function lines(place, text) {
  place.replaceChildren(...text.split("\n").flatMap((line, index) => (index ? [document.createElement("br"), line] : [line])));
}
