import { useEffect } from "preact/hooks";
import { CardShelf } from "../activities/CardShelf";
import { t } from "../i18n/translate";
import { StageEdge } from "../parts/StageEdge";
import { isPhone } from "../parts/screen";
import { AnsweringNow } from "../questions/AnsweringNow";
import { Controls } from "./Controls";
import { useRoom } from "./context";
import { Frame } from "./Frame";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { layersFor } from "./stagePlan";

/** The show itself. */
export function LiveRoom() {
  const room = useRoom();
  const plan = room.plan.value;
  const phone = isPhone.value;
  useEffect(() => {
    const timer = setTimeout(() => room.media.wantLayers(layersFor(plan, phone)), 150);
    return () => clearTimeout(timer);
  }, [plan, phone]);
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
      <StageEdge lit="all" />
    </Frame>
  );
}
