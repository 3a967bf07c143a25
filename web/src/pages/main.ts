// Public pages work without any script; this entry brings their styles.
import "../../styles/tokens.css";
import "../../styles/base.css";
import "../../styles/components.css";
import "../../styles/public.css";
