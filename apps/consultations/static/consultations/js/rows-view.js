// Paints one row of the list. It decides nothing: rows.js says what a row is, `view` gives words, names and what to do.
import { fill } from "../../ui/js/strings.js";
import { icon, key, make } from "./dom.js";

export function paintRow(row, view) {
  const element = make("div", { class: `row-of row-of--${row.type}`, role: "listitem", "data-key": row.key, "data-sequence": row.sequence ?? null, hidden: row.type === "hidden" && !row.day });
  if (row.day) element.append(make("p", { class: "day" }, make("span", {}, row.day)));
  if (row.isFirstNew) element.append(make("p", { class: "newest" }, make("span", {}, view.words.new_messages)));
  const painted = PAINT[row.type]?.(row, view);
  if (painted) element.append(painted);
  return element;
}

const PAINT = {
  missing: (row, { words }) => make("div", { class: "missing", "aria-label": words.loading }, make("span", { class: "skeleton" }), make("span", { class: "skeleton skeleton--short" })),
  hidden: () => null,
  system: (row, view) => make("p", { class: "happened", dir: "auto" }, make("span", {}, happened(row, view)), " ", time(row, view)),
  corrects: (row, view) => make("p", { class: "happened" }, icon("edit"), fill(view.words.corrects_earlier, { name: view.nameOf(row.author) }), " ",
    make("button", { type: "button", class: "link", onclick: () => view.jump(row.relatesTo) }, view.words.show)),
  flag: flagRow,
  message: messageRow,
  pending: pendingRow,
};

function time(row, { calendar }) {
  return make("time", { class: "bubble__time", datetime: row.at, title: calendar.whole(row.at) }, calendar.clock(row.at));
}

// What happened, in words for colleagues, who may know which of them it was; any other entry in its own words.
function happened(row, { words, nameOf }) {
  const { code, by, to } = row.payload ?? {};
  const sentence = words[`entry_${code === "handed_over" && !to ? "handed_to_duty" : code}`];
  return sentence && by ? fill(sentence, { name: nameOf(by), to: to ? nameOf(to) : "" }) : row.words;
}

// A warning sign: shape and word first, then what she was told, then where somebody has to act.
function flagRow(row, view) {
  const { words } = view;
  const worst = row.advice.some((found) => found.severity === "emergency") ? "emergency" : "urgent";
  const box = make("section", { class: `flag flag--${worst}${row.isAgain ? " flag--again" : ""}`, "aria-label": words.red_flag });
  box.append(make("p", { class: "flag__title" }, icon("level-critical"), make("strong", {}, `${words.red_flag}: ${words[`severity_${worst}`]}`), time(row, view)));
  const names = [...new Set(row.advice.map((found) => view.signOf(found.category)))];
  if (names.length) box.append(make("p", { class: "flag__signs" }, names.join(" · ")));
  const told = [...new Set(row.advice.map((found) => found.what_to_do))].filter(Boolean);
  const texts = told.map((text) => make("p", { class: "flag__told", dir: "auto" }, text));
  if (told.length && row.isAgain) box.append(make("details", { class: "flag__again" }, make("summary", {}, words.told_again), ...texts));
  else if (told.length) box.append(make("p", { class: "flag__told-title" }, words.told_her), ...texts);
  box.append(make("p", { class: "flag__links" },
    row.payload?.of && row.payload.of !== row.sequence ? make("button", { type: "button", class: "link", onclick: () => view.jump(row.payload.of) }, words.show_message) : null,
    make("button", { type: "button", class: "link", onclick: () => view.toAlert() }, words.to_alert)));
  return box;
}

function messageRow(row, view) {
  const { words } = view;
  const name = view.nameOf(row.author);
  const side = row.byMother ? "hers" : row.isMine ? "mine" : "ours";
  const bubble = make("article", { class: `bubble bubble--${side}${row.isRemoved ? " bubble--removed" : ""}`, "aria-label": name, tabindex: "-1" });
  if (row.isFirst) bubble.append(make("p", { class: "bubble__name" }, row.isMine ? words.you : name, row.isMine || row.byMother ? null : make("span", { class: "bubble__role" }, view.roleOf(row.author))));
  if (row.isRemoved) bubble.append(make("p", { class: "bubble__gone" }, icon("undo"), words.taken_back));
  else {
    const extra = view.attachments(row);
    if (extra) bubble.append(extra);
    if (row.text === null) bubble.append(make("p", { class: "bubble__gone" }, words.corrected_loading));
    else if (row.text) bubble.append(textOf(row.text, view.highlight(row.sequence)));
  }
  bubble.append(footOf(row, view));
  const wrap = make("div", { class: `said said--${side}${row.isFirst ? " said--first" : ""}` }, bubble);
  const keys = actionsOf(row, view);
  if (keys) wrap.append(keys);
  if (!row.seenBy?.length) return wrap;
  return make("div", {}, wrap, make("p", { class: `seen seen--${side}` }, fill(words.seen_by, { names: row.seenBy.join(", ") })));
}

function footOf(row, view) {
  const { words } = view;
  const foot = make("p", { class: "bubble__foot" });
  if (row.sentLate) foot.append(make("span", { class: "bubble__late" }, fill(words.written_at, { time: view.calendar.clock(row.sentLate) })));
  if (row.isCorrected) foot.append(make("button", { type: "button", class: "link bubble__corrected", "aria-label": words.corrected_spoken, onclick: () => view.versions(row.sequence) }, words.corrected));
  foot.append(time(row, view));
  if (row.isMine && !row.isRemoved) foot.append(standing(view.standing(row.sequence), words));
  return foot;
}

const STANDING = { sent: "check", delivered: "ticks", read: "ticks" };

export function standing(state, words) {
  return make("span", { class: `standing standing--${state}`, "data-standing": state, title: words[state] }, icon(STANDING[state], words[state]));
}

function actionsOf(row, view) {
  if (row.isRemoved) return null;
  const { words } = view;
  const keys = [];
  if (row.text) keys.push(key("copy", words.copy, { "data-act": "copy" }));
  if (row.isMine && view.mayWrite) {
    if (row.kind === "text") keys.push(key("edit", words.correct, { "data-act": "correct" }));
    keys.push(key("undo", words.take_back, { "data-act": "take_back" }));
  }
  return keys.length ? make("div", { class: "said__keys", role: "group", "aria-label": words.actions }, ...keys) : null;
}

function pendingRow(row, view) {
  const { words } = view;
  const isRefused = row.state === "refused";
  const bubble = make("article", { class: `bubble bubble--mine bubble--pending${isRefused ? " bubble--refused" : ""}`, "aria-label": words.you, "data-pending": row.clientId });
  if (row.relation === "correction") bubble.append(make("p", { class: "bubble__gone" }, icon("edit"), words.correcting));
  const extra = view.attachments(row);
  if (extra) bubble.append(extra);
  if (row.text) bubble.append(textOf(row.text, null));
  if (isRefused) {
    bubble.append(make("p", { class: "bubble__why", role: "alert" }, icon("level-warning"), make("span", {}, fill(words.not_sent, { why: row.why?.detail ?? "" }))));
    bubble.append(make("p", { class: "bubble__ways" },
      row.kind === "text" && row.relation !== "removal" ? make("button", { type: "button", class: "button button--small", "data-act": "edit_pending" }, words.edit) : null,
      make("button", { type: "button", class: "button button--small", "data-act": "again_pending" }, words.try_again),
      make("button", { type: "button", class: "button button--small button--quiet", "data-act": "discard_pending" }, words.discard)));
  } else {
    const word = view.isLive ? words.sending : words.waits_to_send;
    bubble.append(make("p", { class: "bubble__foot" }, time(row, view), make("span", { class: "standing standing--waiting", title: word }, icon("clock", word))));
  }
  return make("div", { class: "said said--mine said--first" }, bubble);
}

// Words as they were written; what was searched for is marked.
export function textOf(text, wanted) {
  const paragraph = make("p", { class: "bubble__text", dir: "auto" });
  if (!wanted) { paragraph.textContent = text; return paragraph; }
  const [low, sought] = [text.toLocaleLowerCase(), wanted.toLocaleLowerCase()];
  let from = 0;
  for (let at = low.indexOf(sought); sought && at >= 0; at = low.indexOf(sought, from)) {
    paragraph.append(text.slice(from, at), make("mark", {}, text.slice(at, at + sought.length)));
    from = at + sought.length;
  }
  paragraph.append(text.slice(from));
  return paragraph;
}
