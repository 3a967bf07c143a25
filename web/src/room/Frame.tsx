import type { ComponentChildren } from "preact";
import { Banners } from "../notices/Banners";
import { ConnectionNotice } from "../notices/ConnectionNotice";
import { isLandscapePhone } from "../parts/screen";
import { useRoom } from "./context";
import { Header } from "./Header";
import { isPanelOpen, isWriting } from "./panelState";

interface FrameProps {
  children: ComponentChildren;
  panel: ComponentChildren;
  controls: ComponentChildren;
  kind: "live" | "green";
}

/** The places of the room: header, stage with its edge, controls, panel. Green room and live room share them. */
export function Frame({ children, panel, controls, kind }: FrameProps) {
  const room = useRoom();
  const classes = [
    "theatre",
    `theatre--${kind}`,
    isPanelOpen.value ? "has-panel" : "has-no-panel",
    room.isAway.value ? "is-away" : "",
    room.media.isOnStage.value ? "is-on-stage" : "",
    isWriting.value ? "is-writing" : "",
  ];
  return (
    <div class={classes.join(" ")} data-testid={kind === "green" ? "green-room" : "live-room"}>
      {!(isLandscapePhone.value && kind === "live") && <Header />}
      <main class="theatre-main">
        <Banners />
        {children}
        <ConnectionNotice />
      </main>
      {controls}
      {panel}
    </div>
  );
}
