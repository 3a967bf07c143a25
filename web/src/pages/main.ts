// Public pages work without any script; this one adds the visitor's own time, and leads to what is wrong in a form.
import "../../styles/tokens.css";
import "../../styles/base.css";
import "../../styles/components.css";
import "../../styles/public.css";
import { tellOwnTimes } from "./zones";

tellOwnTimes(document);
document.querySelector<HTMLElement>("[data-problems]")?.focus();
