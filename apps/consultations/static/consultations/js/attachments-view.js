// What a message carries beside its words: pictures, documents, voice notes, and cards that lead to things of hers.
import { fill } from "../../ui/js/strings.js";
import { icon, make } from "./dom.js";
import { player } from "./voice-note.js";

const ICONS = { image: "file", document: "file", sound: "play", recording: "trace", meal: "food", plan: "list", appointment: "calendar" };
const SMALL_PX = 320;

export function attachments(row, view) {
  const { words } = view;
  if (row.kind === "text" || row.kind === "system") return null;
  const ids = row.payload?.attachments;
  if (ids) {
    view.files.need(row.sequence, ids);
    return make("div", { class: `files files--${Math.min(ids.length, 4)}` }, ...ids.map((id) => fileOf(id, view)));
  }
  if (row.kind === "recording" && row.payload?.recording) {
    return make("a", { class: "card-link", href: `/recordings/${row.payload.recording}/` }, icon("trace"), make("span", {}, make("strong", {}, words.kind_recording), make("span", { class: "soft small" }, words.open_recording)));
  }
  return plain(ICONS[row.kind] ?? "file", words[`kind_${row.kind}`] ?? row.kind);
}

function plain(name, text, more = "") {
  return make("p", { class: "card-link card-link--plain" }, icon(name), make("span", {}, text, more ? make("span", { class: "soft small" }, more) : null));
}

function fileOf(id, view) {
  const { words } = view;
  const file = view.files.get(id);
  if (!file) return plain("file", words.loading);
  if (file.state === "refused") return plain("level-warning", file.file_name, file.refusal?.message ?? "");
  if (file.state !== "checked") return plain(file.state === "received" ? "clock" : "undo", file.file_name, words[`file_${file.state}`] ?? "");
  return SHOW[file.kind](file, view);
}

const SHOW = {
  image: (file, view) => {
    const small = file.variants.find((one) => one.name === "small") ?? file.variants[0];
    const share = Math.min(1, SMALL_PX / Math.max(file.width_px ?? 1, file.height_px ?? 1));
    const picture = make("img", { src: small.url, alt: file.file_name || view.words.kind_image, width: Math.round((file.width_px ?? SMALL_PX) * share), height: Math.round((file.height_px ?? SMALL_PX) * share), decoding: "async" });
    picture.addEventListener("error", () => { view.files.link(file.id, "small").then((url) => { if (url && url !== picture.src) picture.src = url; }, view.complain); }, { once: true });
    return make("button", { type: "button", class: "picture", title: file.file_name, onclick: () => view.enlarge(file) }, picture);
  },
  document: (file, view) => make("button", { type: "button", class: "card-link", onclick: () => view.openFile(file) }, icon("file"),
    make("span", {}, make("strong", {}, file.file_name || view.words.kind_file), make("span", { class: "soft small" }, [file.page_count ? fill(view.words.pages, { count: file.page_count }) : "", sizeOf(file.size_bytes)].filter(Boolean).join(" · ")))),
  sound: (file, view) => player(file, view),
};

// 1536 → "1.5 kB"
export function sizeOf(bytes) {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
