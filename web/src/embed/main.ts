// Runs on pages of other sites: no style sheet, nothing global but the elements. Built into one file (vite.config.ts).
import { defineElements } from "./elements";

export { place } from "./place";

defineElements();
