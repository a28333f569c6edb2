// One bed on the wall: its place in the page, its trace, what it says. The wall decides where it stands.
import { GrowingTrace } from "./growing.js";
import { paintBed, paletteOf } from "./picture.js";
import { standing } from "./standing.js";
import { fit } from "../strip/painter.js";
import { duration } from "../js/duration.js";
import { fill } from "../js/strings.js";

const KEEP_S = 15 * 60;
const ICONS = { critical: "level-critical", warning: "level-warning", unknown: "level-unknown", notice: "trace" };
const LINK_ICONS = { offline: "offline", behind: "stale", waiting: "clock", loading: "clock", cut: "offline" };

export class Bed {
  constructor(wall, info) {
    this.wall = wall;
    this.info = info;
    this.state = null;
    this.trace = null;
    this.handle = null;
    this.heardMs = null;
    this.palette = null;
    this.tile = wall.part("bed").content.firstElementChild.cloneNode(true);
    this.parts = Object.fromEntries(["open", "name", "age", "rates", "picture", "level", "link", "alert"].map((name) => [name, this.tile.querySelector(`[data-${name}]`)]));
  }

  // ── what comes ────────────────────────────────────────────────────────────
  inform(info) {
    this.info = { ...info, needOrder: this.state ? this.state.need_order : info.needOrder };
    const { open, name, age } = this.parts;
    open.href = info.url;
    name.textContent = this.wall.nameOf(info);
    open.title = info.name;
    age.textContent = info.age;
    this.tellAlert();
  }

  begin({ handle, refused, started_at: startedAt }) {
    this.handle = refused ? null : handle;
    if (!refused) this.trace = new GrowingTrace(Date.parse(startedAt) / 1000, KEEP_S);
  }

  tell(state) {
    this.state = { ...state, twins: Boolean(this.info.twins) };
    this.info.needOrder = state.need_order;
  }

  // It stands on another screen: what is asked for again comes from the beginning.
  rest() {
    this.state = this.trace = this.handle = this.heardMs = null;
  }

  lay(record) {
    this.trace?.lay(record);
    if (record.receivedMs) this.heardMs = Math.max(this.heardMs ?? 0, record.receivedMs);
  }

  // ── what is seen ──────────────────────────────────────────────────────────
  show(nowMs) {
    const stands = standing(this.state, this.trace, nowMs, this.heardMs, this.wall.isCut);
    this.tile.dataset.link = stands.link;
    this.tile.dataset.level = stands.level ?? "none";
    this.showRates(stands);
    this.showLevel(stands);
    this.sign(this.parts.link, stands.lostS ? "level-unknown" : LINK_ICONS[stands.link], this.linkWords(stands));
    this.tellAlert(nowMs);
    this.paint(nowMs, stands);
  }

  // «No alarm» beside a trace that does not come, or above an alert that is open, would calm somebody for no reason.
  showLevel({ level, link, lostS }) {
    const isSaid = ["critical", "warning"].includes(level) || (link === "live" && !lostS && !this.info.alert);
    if (isSaid) this.sign(this.parts.level, ICONS[level] ?? "level-unknown", this.words[`level_${level ?? "none"}`]);
    else { this.parts.level.replaceChildren(); delete this.parts.level.dataset.text; }
  }

  get words() { return this.wall.strings; }

  length(seconds) {
    const words = Object.fromEntries(["days", "hours", "both", "minutes", "seconds"].map((name) => [name, this.words[`duration_${name}`]]));
    return duration(seconds >= 120 ? Math.floor(seconds / 60) * 60 : seconds, words);
  }

  linkWords({ link, seconds, latestMs, lostS }) {
    if (link === "offline" && (seconds === null || latestMs === null)) return this.words.offline_never;
    if (link === "offline") return fill(this.words.offline, { length: this.length(seconds), time: this.wall.clock.seconds(latestMs / 1000) });
    if (link === "behind") return fill(this.words.behind, { length: this.length(seconds) });
    if (lostS) return fill(this.words.lost, { length: this.length(lostS) });
    return this.words[link];
  }

  showRates({ rates }) {
    const letters = this.info.twins;
    const text = rates.map((bpm, i) => `${letters ? letters[i] : ""}|${bpm ?? "?"}`).join();
    if (this.parts.rates.dataset.text === text) return;
    this.parts.rates.dataset.text = text;
    this.parts.rates.replaceChildren(...rates.map((bpm, i) => {
      const rate = document.createElement("span");
      rate.className = "bed__rate";
      rate.textContent = bpm ?? "?";
      rate.setAttribute("role", "img");
      rate.setAttribute("aria-label", bpm === null ? this.words.unknown_rate : fill(this.words.rate, { bpm }));
      if (letters) rate.dataset.letter = letters[i];
      return rate;
    }));
    this.parts.rates.classList.toggle("bed__rates--two", rates.length > 1);
  }

  tellAlert(nowMs = this.wall.nowMs) {
    const { alert } = this.info, link = this.parts.alert;
    link.hidden = !alert;
    this.tile.dataset.alert = alert ? (alert.takenBy ? "taken" : alert.severity) : "none";
    if (!alert) return;
    link.href = alert.url;
    const since = Math.max(0, (nowMs - Date.parse(alert.since)) / 1000);
    const title = fill(this.words.alert_since, { title: alert.title, length: this.length(since) });
    const does = alert.takenBy ? fill(this.words.taken, { name: alert.takenBy }) : this.words.acknowledge;
    const text = `${title}|${does}`;
    if (link.dataset.text === text) return;
    link.dataset.text = text;
    const [what, act] = [document.createElement("span"), document.createElement("strong")];
    [what.className, act.className] = ["bed__what", "bed__act"];
    [what.textContent, act.textContent] = [title, does];
    link.title = title;
    link.replaceChildren(what, act);
  }

  sign(element, name, words) {
    if (element.dataset.text === `${name} ${words}`) return;
    element.dataset.text = `${name} ${words}`;
    element.replaceChildren(...(name ? [this.icon(name)] : []), document.createTextNode(words));
    element.title = words;
  }

  icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use");
    svg.setAttribute("class", name.startsWith("level-") ? "icon icon--solid" : "icon");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${this.wall.root.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  }

  paint(nowMs, { link }) {
    const canvas = this.parts.picture;
    const { width, height } = canvas.parentElement ? this.room() : { width: 0, height: 0 };
    if (width < 20 || height < 20) return;
    this.palette ??= paletteOf(this.tile);
    const ratio = window.devicePixelRatio || 1;
    paintBed(fit(canvas, width, height, ratio), {
      trace: this.trace, nowS: nowMs / 1000, isAway: link === "offline" || link === "cut", width, height, ratio,
      palette: this.palette, clock: this.wall.clock.minutes,
    });
  }

  // The canvas takes what the words leave free.
  room() {
    const box = this.parts.picture.parentElement;
    const taken = [...box.children].filter((child) => child !== this.parts.picture).reduce((sum, child) => sum + child.offsetHeight, 0);
    const style = getComputedStyle(box);
    const inside = box.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - 3 * (parseFloat(style.rowGap) || 0);
    return { width: Math.floor(box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)), height: Math.floor(inside - taken) };
  }
}
