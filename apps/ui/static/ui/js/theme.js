// The server keeps the choice (a cookie); here it shows at once instead of after a page load.
export function applyThemeAtOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-form]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    const body = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => form.submit());
    setTheme(root.documentElement, theme);
    for (const button of form.querySelectorAll("button")) {
      if (button === event.submitter) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    form.closest("details").open = false;
  });
}

function setTheme(html, theme) {
  if (theme === "system") html.removeAttribute("data-theme");
  else html.setAttribute("data-theme", theme);
  html.dispatchEvent(new CustomEvent("themechange", { bubbles: true }));
}
