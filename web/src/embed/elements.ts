import { makeFrame, type Tiding } from "./frame";

/** Attributes of `<footlights-room>` and the parameters of the room's address that they become. */
const ROOM: Record<string, string> = {
  nickname: "_nickname",
  email: "_email",
  "avatar-url": "_avatar_url",
  "role-token": "_role_token",
  "personal-token": "_personal_token",
  "registrant-token": "_registrant_token",
  "password-token": "_password_token",
};
/** What `<footlights-registration>` passes on to its form besides `prefill-…`. */
const FORM: Record<string, string> = { session: "s", "time-zone": "tz" };
const PREFILL = "prefill-";

/** Where this script came from, unless the element names another server. */
const scriptUrl = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;

abstract class FramedPage extends HTMLElement {
  connectedCallback(): void {
    this.show();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.show();
  }

  protected abstract get page(): string | null;
  protected abstract readonly sizesItself: boolean;
  protected abstract readonly height: string;
  protected abstract readonly words: string;

  protected url(path: string, names: Record<string, string>): URL {
    const url = new URL(path, this.getAttribute("host") ?? new URL(scriptUrl).origin);
    for (const [attribute, parameter] of Object.entries(names)) {
      const value = this.getAttribute(attribute);
      if (value) url.searchParams.set(parameter, value);
    }
    return url;
  }

  private show(): void {
    const src = this.page;
    if (src === null || this.querySelector("iframe")?.src === src) return;
    this.style.display ||= "block";
    const frame = makeFrame({
      src,
      title: this.getAttribute("label") ?? this.words,
      width: this.getAttribute("width") ?? "100%",
      height: this.getAttribute("height") ?? this.height,
      sizesItself: this.sizesItself,
      tell: (tiding) => this.pass(tiding),
    });
    this.replaceChildren(frame);
  }

  private pass({ event, height }: Tiding): void {
    this.dispatchEvent(new CustomEvent(`footlights-${event}`, { bubbles: true, detail: { height } }));
  }
}

class RoomElement extends FramedPage {
  static readonly observedAttributes = ["room", "host", ...Object.keys(ROOM)];
  protected readonly sizesItself = false;
  protected readonly height = "90vh";
  protected readonly words = "Room";

  protected get page(): string | null {
    const room = this.getAttribute("room");
    return room ? this.url(`/${encodeURIComponent(room)}`, ROOM).href : null;
  }
}

class RegistrationElement extends FramedPage {
  static readonly observedAttributes = ["room", "event", "host", ...Object.keys(FORM)];
  protected readonly sizesItself = true;
  protected readonly height = "560px";
  protected readonly words = "Registration";

  protected get page(): string | null {
    const [room, event] = [this.getAttribute("room"), this.getAttribute("event")];
    if (!room && !event) return null;
    const path = room ? `/${encodeURIComponent(room)}/form` : `/p/${encodeURIComponent(event ?? "")}/form`;
    const url = this.url(path, FORM);
    for (const { name, value } of this.attributes) {
      if (name.startsWith(PREFILL)) url.searchParams.set(name.slice(PREFILL.length).replaceAll("-", "_"), value);
    }
    return url.href;
  }
}

interface Feed {
  items: { url: string; title: string; _session: { starts_at: string; time_zone: string; is_live: boolean } }[];
}

const LIST_STYLE = `
  :host { display: block; }
  ol { margin: 0; padding: 0; list-style: none; }
  li { display: flex; flex-wrap: wrap; gap: 4px 16px; padding-block: 12px; border-block-end: 1px solid #8884; }
  a { color: inherit; font-weight: 600; flex: 1 1 14em; }
  time, p { opacity: 0.8; }
`;

/** The coming events of a workspace, as a list of links in the fonts and colours of the page. */
class EventsElement extends HTMLElement {
  static readonly observedAttributes = ["workspace", "host", "limit", "language"];
  private readonly root = this.attachShadow({ mode: "open" });
  private asked = 0;

  connectedCallback(): void {
    void this.show();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) void this.show();
  }

  private async show(): Promise<void> {
    const workspace = this.getAttribute("workspace");
    if (!workspace) return;
    const number = ++this.asked;
    const host = this.getAttribute("host") ?? new URL(scriptUrl).origin;
    const feed = await readFeed(new URL(`/${encodeURIComponent(workspace)}/events.json`, host));
    if (number !== this.asked) return;
    const style = document.createElement("style");
    style.textContent = LIST_STYLE;
    this.root.replaceChildren(style, this.list(feed));
    this.dispatchEvent(new CustomEvent("footlights-ready", { bubbles: true, detail: { count: feed?.items.length } }));
  }

  private list(feed: Feed | null): HTMLElement {
    const items = feed?.items.slice(0, Number(this.getAttribute("limit") ?? "") || undefined) ?? [];
    if (items.length === 0) {
      const line = document.createElement("p");
      line.textContent = this.getAttribute(feed === null ? "failed" : "empty") ?? "";
      return line;
    }
    const list = document.createElement("ol");
    list.append(...items.map((item) => this.row(item)));
    return list;
  }

  private row({ url, title, _session }: Feed["items"][number]): HTMLElement {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title, target: "_top" });
    const time = Object.assign(document.createElement("time"), { dateTime: _session.starts_at });
    const language = this.getAttribute("language") || document.documentElement.lang || undefined;
    time.textContent = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" }).format(
      new Date(_session.starts_at),
    );
    const row = document.createElement("li");
    row.append(link, time);
    return row;
  }
}

async function readFeed(url: URL): Promise<Feed | null> {
  try {
    const answer = await fetch(url, { credentials: "omit" });
    return answer.ok ? ((await answer.json()) as Feed) : null;
  } catch {
    return null;
  }
}

/** Once per page, however often the script stands on it. */
export function defineElements(): void {
  const elements = {
    "footlights-room": RoomElement,
    "footlights-registration": RegistrationElement,
    "footlights-events": EventsElement,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}
