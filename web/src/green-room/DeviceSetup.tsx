import { t } from "../i18n/translate";
import type { DeviceKind, DeviceProblem } from "../media/Devices";
import { OWN } from "../media/Levels";
import { Icon } from "../parts/Icon";
import { CircleAlert, CircleCheck } from "../parts/icons";
import { LevelLamps } from "../parts/Lamps";
import { useRoom } from "../room/context";
import { deviceWords } from "./deviceWords";

/** Which camera and microphone, whether they work, and what to do when they do not. */
export function DeviceSetup() {
  const { media } = useRoom();
  return (
    <div class="setup">
      <Line kind="microphone" />
      <Line kind="camera" />
      {media.devices.isAsking.value && (
        <p class="setup-ask">{t("Your browser asks for permission. Choose “Allow”.")}</p>
      )}
    </div>
  );
}

function Line({ kind }: { kind: DeviceKind }) {
  const room = useRoom();
  const device = room.media.devices[kind];
  const problem = device.problem.value;
  const track = device.track.value;
  return (
    <div class="setup-line">
      <p class="setup-state">
        <Icon node={problem === null ? CircleCheck : CircleAlert} />
        <span class={problem === null ? "" : "setup-wrong"}>{stateWords(kind, track, problem)}</span>
        {kind === "microphone" && track !== null && <LevelLamps level={room.media.levels.of(OWN)} />}
      </p>
      {problem !== null && <ProblemNote kind={kind} problem={problem} />}
      {problem === null && <Picker kind={kind} />}
    </div>
  );
}

function stateWords(kind: DeviceKind, track: MediaStreamTrack | null, problem: DeviceProblem | null): string {
  if (problem !== null) return deviceWords(kind, problem).title;
  if (kind === "camera") return track === null ? t("Camera is off") : t("Camera is on");
  return track === null ? t("Microphone is off") : t("Microphone: say a few words, the lamps follow");
}

function ProblemNote({ kind, problem }: { kind: DeviceKind; problem: DeviceProblem }) {
  const room = useRoom();
  return (
    <div class="setup-problem" role="alert" data-testid="devices-problem" data-kind={kind} data-problem={problem}>
      <p>{deviceWords(kind, problem).remedy}</p>
      {problem !== "insecure" && (
        <button type="button" class="button button--outline button--small" onClick={() => void room.turn(kind, true)}>
          {t("Try again")}
        </button>
      )}
    </div>
  );
}

function Picker({ kind }: { kind: DeviceKind }) {
  const { media } = useRoom();
  const { choices, track } = media.devices[kind];
  if (choices.value.length < 2 || track.value === null) return null;
  const current = media.devices.current(kind);
  return (
    <label class="setup-picker">
      <span class="visually-hidden">{kind === "camera" ? t("Camera") : t("Microphone")}</span>
      <select
        class="input input--small"
        value={current}
        onChange={(event) => void media.devices.choose(kind, event.currentTarget.value)}
      >
        {choices.value.map((choice) => (
          <option key={choice.deviceId} value={choice.deviceId}>
            {choice.label || choice.deviceId.slice(0, 8)}
          </option>
        ))}
      </select>
    </label>
  );
}
