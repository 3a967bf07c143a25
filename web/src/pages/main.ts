// Public pages work without any script; this one adds the visitor's own time, and leads to what is wrong in a form.
import "./styles.css";
import { tellOwnTimes } from "./zones";

tellOwnTimes(document);
document.querySelector<HTMLElement>("[data-problems]")?.focus();
