// Public pages work without any script; this one adds the visitor's own time, takes the bar off the form on phones, and
// leads to what is wrong in a form.
import "./styles.css";
import { hideBarAtItsGoal } from "./bar";
import { tellFacts } from "./facts";
import { tellFrame } from "./frame";
import { goIn } from "./wayIn";
import { tellOwnTimes } from "./zones";

tellOwnTimes(document);
tellFacts(document.querySelector("#register form"));
hideBarAtItsGoal(document.querySelector("[data-until]"));
document.querySelector<HTMLElement>("[data-problems]")?.focus();
tellFrame(document.querySelector("[data-frame-height]"));
goIn(document.querySelector("form[data-way-in]"));
