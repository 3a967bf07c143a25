import { useEffect } from "preact/hooks";
import { CardShelf } from "../activities/CardShelf";
import { CaptionWriter } from "../captions/CaptionWriter";
import { t } from "../i18n/translate";
import { StageEdge } from "../parts/StageEdge";
import { AnsweringNow } from "../questions/AnsweringNow";
import { Controls } from "./Controls";
import { useRoom } from "./context";
import { Frame } from "./Frame";
import { Panel } from "./Panel";
import { Stage } from "./Stage";

/** The show itself. */
export function LiveRoom() {
  const room = useRoom();
  const plan = room.plan.value;
  const captioner = room.store.snapshot.value?.captioner ?? null;
  const isCaptioner = room.store.isTeam.value && captioner?.person_id === room.store.you.value?.person_id;
  useEffect(() => {
    // After a reload of this tab, back on stage as before.
    if (room.can("publish") && !room.media.isOnStage.value) void room.reopenDevices();
  }, []);
  return (
    <Frame panel={<Panel />} controls={<Controls />} kind="live">
      <section class="stage" aria-label={t("Stage")} data-region tabIndex={-1} data-testid="stage">
        <Stage plan={plan} />
        <AnsweringNow />
        <CardShelf />
      </section>
      {isCaptioner && <CaptionWriter />}
      <StageEdge lit="all" />
    </Frame>
  );
}
