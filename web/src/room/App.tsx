import { Component, type ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Knocking } from "../door/Knocking";
import { Ended } from "../ended/Ended";
import { DeviceGate } from "../green-room/DeviceGate";
import { GreenRoom } from "../green-room/GreenRoom";
import { t } from "../i18n/translate";
import { Lobby } from "../lobby/Lobby";
import { Opening } from "../notices/Opening";
import { Problem, ProblemOf } from "../notices/Problem";
import { Announcer, announce } from "../parts/announcer";
import { RoomContext } from "./context";
import { Dialogs } from "./Dialogs";
import { LiveRoom } from "./LiveRoom";
import type { Room } from "./Room";
import { StageNews } from "./StageNews";

export function App({ room }: { room: Room }) {
  return (
    <RoomContext.Provider value={room}>
      <Guard>
        <Screen room={room} />
        <Dialogs />
      </Guard>
      <StageNews room={room} />
      <Announcer />
    </RoomContext.Provider>
  );
}

/** Which screen stands: what ended the connection for good comes first, then the session's own state. */
function Screen({ room }: { room: Room }) {
  const connection = room.connection.state.value;
  const status = room.store.status.value;
  useEffect(() => tellPhase(status), [status]);
  if (status === "ended") return <Ended />;
  if (status === "canceled") return <ProblemOf code="canceled" detail="" />;
  if (connection.kind === "closed") {
    return connection.bye === null ? null : <ProblemOf code={connection.bye.code} detail={connection.bye.detail} />;
  }
  if (connection.kind === "knocking") return <Knocking name={connection.name} />;
  if (status === null) return <Opening />;
  if (status === "live") return room.isAtGate.value ? <DeviceGate /> : <LiveRoom />;
  return room.store.isTeam.value ? <GreenRoom /> : <Lobby />;
}

function tellPhase(status: Room["store"]["status"]["value"]): void {
  if (status === "live") announce(t("The show is live."));
  if (status === "ended") announce(t("The show has ended."));
}

/** Keeps a fault of one view from leaving a blank page. */
class Guard extends Component<{ children: ComponentChildren }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  override componentDidCatch(fault: unknown): void {
    console.error(fault);
    this.setState({ hasFailed: true });
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Problem
        title={t("This page stopped working")}
        lead={t("Your place and what you were typing are kept. Load the page again to go on.")}
        acts={[{ label: t("Load the page again"), href: null }]}
      />
    );
  }
}
