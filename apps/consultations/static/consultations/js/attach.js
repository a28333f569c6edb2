// Files that are to go with the next message: dropped, pasted or picked, sent ahead while one still writes, shown as chips
// with how far they are. A message names them once all have arrived.
import { fill } from "../../ui/js/strings.js";
import { sizeOf } from "./attachments-view.js";
import { icon, key, make } from "./dom.js";
import { messagesOf } from "./files.js";
import { takeFiles, uploadFile, UploadError } from "./upload.js";

export const MOST = 10;
export function attach({ root, thread, words, changed, toast, files }) {
  const composer = root.querySelector("[data-composer]");
  const input = composer.querySelector("[data-composer-file]");
  if (!input) return null;
  const chips = make("ul", { class: "chips", "aria-label": words.files, hidden: true });
  composer.querySelector("[data-composer-form]").before(chips);
  const held = new Map(); // file → { chip, control, uploaded }

  const look = () => {
    chips.hidden = held.size === 0;
    changed();
  };

  const remove = (file) => {
    const one = held.get(file);
    one.control.abort();
    if (one.address) URL.revokeObjectURL(one.address);
    one.chip.remove();
    held.delete(file);
    look();
  };

  const add = (file) => {
    if (held.size >= MOST) { toast(fill(words.too_many_files, { most: MOST }), "warning"); return; }
    const control = new AbortController();
    const address = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    const bar = make("progress", { class: "meter chip__bar", max: 1, value: 0, "aria-label": fill(words.sending_file, { name: file.name }) });
    const say = make("span", { class: "chip__say small soft" }, sizeOf(file.size));
    const chip = make("li", { class: "chip" }, address ? make("img", { src: address, alt: "", width: 40, height: 40 }) : icon("file"),
      make("span", { class: "chip__about" }, make("span", { class: "chip__name" }, file.name || words.pasted), say, bar), key("close", fill(words.remove_file, { name: file.name || words.pasted }), { onclick: () => remove(file) }));
    const one = { chip, control, address, uploaded: null, failed: null };
    held.set(file, one);
    chips.append(chip);
    look();
    uploadFile(thread, file, { onProgress: (share) => { bar.value = share; }, signal: control.signal }).then((uploaded) => {
      one.uploaded = uploaded;
      files.put(uploaded);
      bar.remove();
      say.textContent = words.file_ready;
      look();
    }, (error) => {
      if (error.name === "AbortError") return;
      one.failed = error;
      bar.remove();
      chip.classList.add("chip--failed");
      say.textContent = error instanceof UploadError ? refusalOf(error, words) : words.not_reached;
      look();
    });
  };

  const take = (list) => { for (const file of list) add(file); };
  composer.querySelector("[data-composer-attach]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  const drop = root.querySelector("[data-talk-drop]");
  takeFiles(root, take, (isOver) => { drop.hidden = !isOver; });

  return {
    isBusy: () => [...held.values()].some((one) => !one.uploaded && !one.failed),
    hasFailed: () => [...held.values()].some((one) => one.failed),
    get count() { return [...held.values()].filter((one) => one.uploaded).length; },
    // What goes with a message, taken out of the composer.
    take: (text) => {
      const messages = messagesOf([...held.values()].map((one) => one.uploaded).filter(Boolean), text);
      for (const file of [...held.keys()]) remove(file);
      return messages;
    },
  };
}

function refusalOf(error, words) {
  return error.message || words[`file_${error.code}`] || words.not_reached;
}
