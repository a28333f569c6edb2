// What every page does. Each part stands alone and does nothing where its elements are absent.
import { watchConnection } from "./connection.js";
import { openDialogs } from "./dialogs.js";
import { closeMenus } from "./menus.js";
import { applyThemeAtOnce } from "./theme.js";
import { runTabs } from "./tabs.js";
import { showToasts } from "./toasts.js";
import { tellRequests } from "./requests.js";
import { hearWorkers } from "./told.js";

applyThemeAtOnce(document);
closeMenus(document);
openDialogs(document);
runTabs(document);
const toast = showToasts(document);
watchConnection(document, window);
tellRequests(document, toast);
hearWorkers(document, navigator.serviceWorker);
document.querySelector("[data-focus-on-load]")?.focus();
