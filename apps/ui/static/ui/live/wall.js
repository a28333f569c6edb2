// The wall: beds come and go by themselves, each paints itself once a second. What is shown of a bed is decided in
// standing.js, where it stands in order.js, how it looks in picture.js; this module only puts them together.
import { Bed } from "./bed.js";
import { Chime } from "./chime.js";
import { columnsFor, neighbour, onPage, ordered, pages } from "./order.js";
import { openLive, Viewer } from "./socket.js";
import { clockOf } from "../strip/ticks.js";
import { fill } from "../js/strings.js";

const ASK_MS = 8000, SOON_MS = 400, TICK_MS = 1000;
const LEAST_BETWEEN_ORDERS_MS = 5000; // a bed that jumps while one reads is worse than one that is late
const NAMES_KEY = "kaishi.wall.names";

export class Wall {
  constructor(root) {
    this.root = root;
    this.strings = JSON.parse(root.dataset.strings);
    this.clock = clockOf(root.dataset.zone || "UTC", root.dataset.language || "en");
    this.beds = new Map();
    this.offsetMs = 0;
    this.page = 0;
    this.orderedAt = 0;
    this.isCut = false;
    this.cutSince = null;
    this.chime = new Chime();
    this.knownAlerts = null;
    this.list = this.part("beds");
    this.viewer = new Viewer({
      open: openLive,
      watching: (bed) => this.of(bed.recording)?.begin(bed),
      bed: (state) => this.told(state),
      records: (records) => this.lay(records),
      gone: (recording) => { this.drop(recording); this.ask(); },
      lost: (since) => this.cut(since),
      back: () => this.cut(null),
    });
    this.listen();
  }

  part(name) { return this.root.querySelector(`[data-wall-${name}]`); }
  of(recording) { return this.beds.get(recording); }
  get nowMs() { return Date.now() + this.offsetMs; }
  get shown() { return onPage(ordered([...this.beds.values()].map((bed) => bed.info)), this.page).map((info) => this.of(info.recording)); }

  start() {
    this.showNames(localStorage.getItem(NAMES_KEY) === "full");
    this.ask();
    setInterval(() => this.tick(), TICK_MS);
  }

  // ── what comes ────────────────────────────────────────────────────────────
  async ask() {
    clearTimeout(this.asking);
    try {
      const answer = await fetch(this.root.dataset.bedsUrl, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.redirected) return location.reload(); // signed out: the page itself says so
      if (answer.ok) this.take(await answer.json());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no network: the socket says so as well
    }
    this.asking = setTimeout(() => this.ask(), ASK_MS);
    return undefined;
  }

  take({ now, beds }) {
    this.offsetMs = Date.parse(now) - Date.now();
    const isThere = new Set(beds.map((info) => info.recording));
    for (const recording of this.beds.keys()) if (!isThere.has(recording)) this.drop(recording);
    for (const info of beds) {
      if (!this.of(info.recording)) this.beds.set(info.recording, new Bed(this, info));
      this.of(info.recording).inform(info);
    }
    this.tellNewAlerts(beds);
    this.arrange();
  }

  told(state) {
    const bed = this.of(state.recording);
    if (!bed) return;
    const isNews = (state.alert ?? null) !== (bed.info.alert?.severity ?? null) || state.state !== "receiving";
    bed.tell(state);
    if (isNews && state.alert !== bed.askedFor) {
      bed.askedFor = state.alert;
      setTimeout(() => this.ask(), SOON_MS);
    }
    if (this.nowMs - this.orderedAt > LEAST_BETWEEN_ORDERS_MS) this.arrange();
  }

  lay(records) {
    const byHandle = new Map([...this.beds.values()].map((bed) => [bed.handle, bed]));
    for (const record of records) byHandle.get(record.handle)?.lay(record);
  }

  drop(recording) {
    this.of(recording)?.tile.remove();
    this.beds.delete(recording);
  }

  cut(since) {
    this.isCut = since !== null;
    const bar = this.part("cut");
    bar.hidden = !this.isCut;
    if (since) this.part("cut-words").textContent = fill(this.strings.stale, { time: this.clock.seconds(since / 1000) });
    this.tick();
  }

  tellNewAlerts(beds) {
    const waiting = beds.filter(({ alert }) => alert && !alert.takenBy && ["urgent", "emergency"].includes(alert.severity));
    const fresh = this.knownAlerts === null ? [] : waiting.filter(({ alert }) => !this.knownAlerts.has(alert.id + alert.since));
    this.knownAlerts = new Set(waiting.map(({ alert }) => alert.id + alert.since));
    if (!fresh.length) return;
    this.chime.ring();
    this.part("spoken").textContent = fresh.map((info) => fill(this.strings.new_alert, { name: this.nameOf(info), title: info.alert.title })).join(" ");
  }

  nameOf(info) { return this.isNamed ? info.name : info.initials; }

  // ── what is seen ──────────────────────────────────────────────────────────
  arrange() {
    this.orderedAt = this.nowMs;
    this.page = Math.min(this.page, pages(this.beds.size) - 1);
    const shown = this.shown;
    for (const bed of this.beds.values()) if (!shown.includes(bed)) bed.rest();
    const focused = document.activeElement;
    shown.forEach((bed, i) => { if (this.list.children[i] !== bed.tile) this.list.insertBefore(bed.tile, this.list.children[i] ?? null); });
    while (this.list.children.length > shown.length) this.list.lastElementChild.remove();
    if (focused && this.list.contains(focused) && focused !== document.activeElement) focused.focus();
    this.columns = columnsFor(shown.length);
    this.list.style.setProperty("--wall-columns", this.columns);
    this.list.style.setProperty("--wall-rows", Math.ceil(shown.length / this.columns) || 1);
    this.viewer.watch(shown.map((bed) => bed.info.recording));
    this.tellPlace();
    this.tick();
  }

  tellPlace() {
    const count = this.beds.size, total = pages(count);
    this.part("count").textContent = count === 1 ? this.strings.one_bed : count ? fill(this.strings.beds, { count }) : "";
    this.part("empty").hidden = count > 0;
    this.part("pages").hidden = total < 2;
    this.part("page-words").textContent = fill(this.strings.page, { page: this.page + 1, pages: total });
  }

  tick() {
    const nowMs = this.nowMs;
    this.part("clock").textContent = this.clock.seconds(nowMs / 1000);
    for (const bed of this.shown) bed.show(nowMs);
  }

  turn(step) {
    this.page = Math.max(0, Math.min(pages(this.beds.size) - 1, this.page + step));
    this.arrange();
  }

  showNames(isNamed) {
    this.isNamed = isNamed;
    this.part("names").setAttribute("aria-pressed", String(isNamed));
    for (const bed of this.beds.values()) bed.inform(bed.info);
  }

  // ── fingers and keys ──────────────────────────────────────────────────────
  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if ("wallPage" in button.dataset) this.turn(Number(button.dataset.wallPage));
      if ("wallSound" in button.dataset) button.setAttribute("aria-pressed", String(this.chime.toggle()));
      if ("wallNames" in button.dataset) {
        this.showNames(!this.isNamed);
        localStorage.setItem(NAMES_KEY, this.isNamed ? "full" : "initials");
      }
    });
    this.list.addEventListener("keydown", (event) => this.move(event));
    for (const target of [document, matchMedia("(prefers-color-scheme: dark)")]) {
      target.addEventListener(target === document ? "themechange" : "change", () => { for (const bed of this.beds.values()) bed.palette = null; });
    }
  }

  move(event) {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const links = [...this.list.querySelectorAll("[data-open]")];
    const at = links.findIndex((link) => link.closest("li").contains(event.target));
    if (at < 0) return;
    event.preventDefault();
    const beside = getComputedStyle(this.list).gridTemplateColumns.split(" ").length;
    links[neighbour(event.key, at, links.length, beside)].focus();
  }
}

const root = typeof document === "undefined" ? null : document.querySelector("[data-wall]");
if (root) new Wall(root).start();
