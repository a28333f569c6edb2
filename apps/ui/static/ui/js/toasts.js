// Short sentences at the edge. They stay until somebody closes them: nobody must read against a clock.
export function showToasts(root) {
  const place = root.querySelector("[data-toasts]");
  const template = root.querySelector("[data-toast-template]");
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
  });
  const show = (text, level = "notice") => {
    if (!place || !template) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.classList.replace("alert--notice", `alert--${level}`);
    toast.querySelector("[data-toast-text]").textContent = text;
    place.append(toast);
  };
  // A server answer may carry: HX-Trigger: {"toast": {"text": "…", "level": "ok"}}
  root.addEventListener("toast", (event) => show(event.detail.text, event.detail.level));
  return show;
}
