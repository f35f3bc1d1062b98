// The way to the server: one socket, coming back with a random delay; after three failures a poll every 20 seconds.
const VERSION = 1;
const POLL = 20_000;

export class Link {
  constructor(addresses, on) {
    this.addresses = addresses;
    this.on = on;
    this.failures = 0;
    this.ready = false;
    this.etag = "";
  }

  start() {
    this.connect();
    setInterval(() => this.ready || document.hidden || this.failures < 3 || this.on.hint({ c: this.addresses.conversation }), POLL);
  }

  // A page that comes back into view does not wait for its turn.
  now() {
    if (this.ready || this.connecting || this.ended) return;
    clearTimeout(this.timer);
    this.connect();
  }

  async connect() {
    this.connecting = true;
    try {
      const answer = await fetch(this.addresses.link, { cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.status === 401) return this.signedOut();
      const { socket, ticket } = await answer.json();
      this.open(socket, ticket);
    } catch {
      this.again(0);
    } finally {
      this.connecting = false;
    }
  }

  open(address, ticket) {
    this.socket = new WebSocket(address);
    this.socket.onopen = () => this.write({ t: "hello", v: VERSION, ticket, cursors: this.on.cursors() });
    this.socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.socket.onclose = (event) => this.closed(event.code, event.reason);
  }

  receive(frame) {
    this.heardAt = Date.now();
    if (frame.t === "welcome") this.welcome(frame);
    else if (frame.t === "hb") this.beat(frame);
    else if (frame.t === "bye") this.wait = frame.retry_after * 1000;
    else this.on[frame.t]?.(frame);
    if (frame.t === "items" || frame.t === "hint") this.unsure = true;
  }

  welcome(frame) {
    this.ready = true;
    // Fewer rows than before: an older copy of the database is back, the page asks which one it is.
    if (frame.counter < this.counter) this.on.hint({ c: this.addresses.conversation });
    this.counter = frame.counter;
    this.on.epochs(frame.epochs ?? {});
    this.on.mode("");
    this.health = setTimeout(() => (this.failures = 0), 60_000);
    // Two heartbeats missing: the line is dead although nobody closed it.
    this.watch = setInterval(() => Date.now() - this.heardAt > 60_000 && this.socket.close(), 10_000);
    this.on.open();
  }

  // A counter that moved without a hint tells of a hint that got lost.
  beat(frame) {
    if (this.counter !== frame.counter && !this.unsure) this.on.hint({ c: this.addresses.conversation });
    this.counter = frame.counter;
    this.unsure = false;
  }

  closed(code, reason) {
    this.ready = false;
    clearTimeout(this.health);
    clearInterval(this.watch);
    if (code === 4401) return this.signedOut();
    if (code === 4403 || code === 4409 || code === 4400) return this.reload(code);
    // A restart sends everybody back at once: each waits a random part of ten seconds on top.
    const restart = code === 1012 || code === 4503 ? 1000 * seconds(reason) + Math.random() * 10_000 : 0;
    this.again(code === 4429 ? 30_000 : Math.max(restart, this.wait ?? 0));
  }

  // Once: the page is older than the server, or the conversation is no longer ours. A second time the form does it all.
  reload(code) {
    const key = `handschlag.reload.${code}`;
    const last = Number(remembered(key));
    remember(key, String(Date.now()));
    if (Date.now() - last > 60_000) return location.reload();
    this.failures = 3;
    this.ended = true;
    this.on.mode(this.addresses.wordWithout);
  }

  again(atLeast) {
    if (this.ended) return;
    this.failures += 1;
    this.wait = undefined;
    if (this.failures >= 3) this.on.mode(this.addresses.wordWithout);
    const longest = this.failures > 3 ? 60_000 : Math.min(30_000, 500 * 2 ** this.failures);
    const jitter = this.failures > 3 ? 50_000 + Math.random() * 10_000 : Math.random() * longest;
    this.timer = setTimeout(() => this.connect(), atLeast + jitter);
  }

  signedOut() {
    this.ended = true;
    this.on.mode(this.addresses.wordSignedOut);
    location.assign(this.addresses.login);
  }

  send(frame) {
    return this.ready && this.write(frame);
  }

  write(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  async poll(after) {
    try {
      const headers = { Accept: "application/json", ...(this.etag && { "If-None-Match": this.etag }) };
      const answer = await fetch(`${this.addresses.items}?after=${after}`, { cache: "no-store", headers });
      if (answer.status !== 200 || answer.redirected) return null;
      this.etag = answer.headers.get("ETag") ?? "";
      return await answer.json();
    } catch {
      return null;
    }
  }
}

function seconds(reason) {
  try {
    return Number(JSON.parse(reason).retry_after) || 0;
  } catch {
    return 0;
  }
}

function remembered(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Without a store the page reloads as often as it is told to.
  }
}
