// The list of messages: adds items in order and once, keeps the place of a reader, says new ones aloud every 3 seconds at most.
const DAY = new Intl.DateTimeFormat("de", { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Berlin" });
const CLOCK = new Intl.DateTimeFormat("de", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
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
    this.jump.addEventListener("click", () => this.end());
    this.list.addEventListener("scroll", () => this.atEnd() && this.caughtUp());
    setInterval(() => this.speak(), 3000);
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
    for (const item of items) if (item.seq > this.last) this.one(item);
    if (follows) this.end();
    else if (items.some((item) => !item.own)) this.jump.hidden = false;
  }

  one(item) {
    this.last = item.seq;
    const waiting = item.own && this.pending.get(item.m);
    if (waiting) waiting.remove();
    this.pending.delete(item.m);
    if (item.kind === "hold" && item.target) this.removed(item.target);
    this.day(item.at);
    const element = item.kind === "text" ? this.text(item) : this.note(item);
    element.id = `n-${item.seq}`;
    element.dataset.seq = item.seq;
    this.list.insertBefore(element, this.list.querySelector("[data-k], [data-held]"));
    if (!item.own) this.unsaid.push(`${item.name ? `${item.name}, ${CLOCK.format(new Date(item.at))}: ` : ""}${item.body ?? ""}`);
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
    const report = element.querySelector(".bubble__report");
    if (item.own) element.querySelector("[data-state]").textContent = this.words.wordSent;
    else {
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

  removed(seq) {
    const body = this.list.querySelector(`[data-seq="${seq}"] [data-body]`);
    if (body) body.textContent = this.words.wordRemoved;
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
