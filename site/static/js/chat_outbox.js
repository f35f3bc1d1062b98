// What was written and not yet acknowledged, kept over a reload of this tab. The key makes every resend harmless.
export class Outbox {
  constructor(conversation) {
    this.place = `handschlag.outbox.${conversation}`;
    this.entries = new Map();
    for (const { k, body } of this.load()) this.entries.set(k, { k, body, tries: 0, at: 0 });
  }

  load() {
    try {
      return JSON.parse(sessionStorage.getItem(this.place)) ?? [];
    } catch {
      return [];
    }
  }

  add(k, body) {
    const entry = { k, body, tries: 0, at: Date.now() };
    this.entries.set(k, entry);
    this.save();
    return entry;
  }

  get(k) {
    return this.entries.get(k);
  }

  drop(k) {
    this.entries.delete(k);
    this.save();
  }

  all() {
    return [...this.entries.values()];
  }

  save() {
    try {
      const kept = this.all().map(({ k, body }) => ({ k, body }));
      if (kept.length) sessionStorage.setItem(this.place, JSON.stringify(kept));
      else sessionStorage.removeItem(this.place);
    } catch {
      // A full or closed store costs only the reload.
    }
  }
}

// What is typed and not sent yet stays in this tab over a reload, a sign-in or a closed lid.
export class Draft {
  constructor(conversation, field) {
    this.place = `handschlag.draft.${conversation}`;
    this.field = field;
    try {
      field.value ||= sessionStorage.getItem(this.place) ?? "";
    } catch {
      // No store, no draft.
    }
    field.addEventListener("input", () => this.keep());
  }

  keep() {
    try {
      if (this.field.value) sessionStorage.setItem(this.place, this.field.value);
      else sessionStorage.removeItem(this.place);
    } catch {
      // A full or closed store costs only the reload.
    }
  }
}
