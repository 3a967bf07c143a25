// The console's only script. Every page works without it; with it, parts are exchanged instead of pages.
import "./styles.css";
import htmx from "htmx.org";
import { watchAsks } from "./asks";
import { watchBusy } from "./busy";
import { watchCopies } from "./copies";
import { watchKeys } from "./keys";
import { watchMenus } from "./menus";
import { showOpenTabs } from "./tabs";

// The content security policy forbids inline styles and eval, and nothing here needs them.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0; // pages hold personal data: ask the server again instead
htmx.config.refreshOnHistoryMiss = true;
// A form that could not be saved comes back as 422 with what to mend, and must be shown.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

watchAsks(document);
watchBusy(document);
watchCopies(document);
watchKeys(document);
watchMenus(document);
showOpenTabs(document);
