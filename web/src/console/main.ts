// The console's pages are whole without this script; htmx swaps parts of them in place.
import "../../styles/tokens.css";
import "../../styles/base.css";
import "../../styles/components.css";
import "../../styles/console.css";
import htmx from "htmx.org";

// The content policy of the pages allows neither inline styles nor eval.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
