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
  testid: string;
}

/** The places of the room: header, stage with its edge, controls, panel. Green room and live room share them. */
export function Frame({ children, panel, controls, testid }: FrameProps) {
  const room = useRoom();
  const classes = [
    "house",
    isPanelOpen.value ? "has-panel" : "has-no-panel",
    room.isAway.value ? "is-away" : "",
    room.media.isOnStage.value ? "is-on-stage" : "",
    isWriting.value ? "is-writing" : "",
  ];
  return (
    <div class={classes.join(" ")} data-testid={testid}>
      {!isLandscapePhone.value && <Header />}
      <main class="house-main">
        <Banners />
        {children}
        <ConnectionNotice />
      </main>
      {controls}
      {panel}
    </div>
  );
}
