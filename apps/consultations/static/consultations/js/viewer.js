// A picture as large as the window, with the next and the one before by key; documents open in a page of their own.
import { key, make } from "./dom.js";

export async function enlarge(file, { files, words, complain }) {
  const picture = make("img", { alt: file.file_name || words.kind_image, class: "viewer__picture" });
  const shut = key("close", words.close, { class: "button button--icon viewer__close" });
  const save = make("a", { class: "button button--small viewer__save", download: file.file_name || "" }, words.save);
  const dialog = make("dialog", { class: "viewer", "aria-label": file.file_name || words.kind_image }, picture, make("div", { class: "viewer__keys" }, save, shut));
  shut.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target === picture) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    picture.src = await files.link(file.id, "large");
    save.href = `${await files.link(file.id, "full")}&download=1`;
  } catch (error) {
    dialog.close();
    complain(error);
  }
}

// The window is opened at once, or the browser takes it for one that nobody asked for.
export function openFile(file, { files, complain }) {
  const page = window.open("about:blank", "_blank");
  if (page) page.opener = null;
  files.link(file.id, "full").then((url) => { if (page) page.location.replace(url); else window.location.assign(url); }, (error) => { page?.close(); complain(error); });
}
