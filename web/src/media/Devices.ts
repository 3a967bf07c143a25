import { type Signal, signal } from "@preact/signals";

export type DeviceKind = "camera" | "microphone";

/**
 * Why a device cannot be used: `denied` by the person or the browser, `missing`, `busy` (another program has it),
 * `stopped` (it worked and then went away), `insecure` (no HTTPS, so the browser hides devices), `failed` otherwise.
 */
export type DeviceProblem = "denied" | "missing" | "busy" | "stopped" | "insecure" | "failed";

const REMEMBERED = "footlights.devices";
const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { max: 30 } };
const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

interface Device {
  track: Signal<MediaStreamTrack | null>;
  problem: Signal<DeviceProblem | null>;
  choices: Signal<MediaDeviceInfo[]>;
}

function device(): Device {
  return { track: signal(null), problem: signal(null), choices: signal([]) };
}

/** Camera and microphone of this computer; each may fail without the other. Remembers which ones were chosen. */
export class Devices {
  readonly camera = device();
  readonly microphone = device();
  /** The browser is asking the person for permission. */
  readonly isAsking = signal(false);

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", this.refreshChoices);
  }

  /** Opens both with one question of the browser; what fails is told in `problem`. */
  async openBoth(): Promise<void> {
    if (this.isHidden()) return;
    await this.asking(async () => {
      try {
        this.take(await navigator.mediaDevices.getUserMedia({ video: wish("camera"), audio: wish("microphone") }));
      } catch (reason) {
        await this.openEach(reason);
      }
    });
  }

  async open(kind: DeviceKind): Promise<void> {
    if (this.isHidden()) return;
    await this.asking(() => this.openOne(kind));
  }

  /** Uses another camera or microphone from now on. */
  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    remember(kind, deviceId);
    this.release(kind);
    await this.open(kind);
  }

  /** Lets the device go, so its light goes out. */
  release(kind: DeviceKind): void {
    const { track } = this[kind];
    if (track.value === null) return;
    track.value.onended = null;
    track.value.stop();
    track.value = null;
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.refreshChoices);
    this.release("camera");
    this.release("microphone");
  }

  private isHidden(): boolean {
    if (navigator.mediaDevices !== undefined) return false;
    this.camera.problem.value = this.microphone.problem.value = "insecure";
    return true;
  }

  private async asking(open: () => Promise<void>): Promise<void> {
    this.isAsking.value = true;
    await open();
    this.isAsking.value = false;
    await this.refreshChoices();
  }

  private async openEach(reason: unknown): Promise<void> {
    for (const kind of ["camera", "microphone"] as const) {
      // Asking again for what was just refused would pester; only what is granted anyway is tried alone.
      if (problemOf(reason) === "denied" && !(await isGranted(kind))) this[kind].problem.value = "denied";
      else await this.openOne(kind);
    }
  }

  private async openOne(kind: DeviceKind): Promise<void> {
    try {
      this.take(await navigator.mediaDevices.getUserMedia({ [kind === "camera" ? "video" : "audio"]: wish(kind) }));
    } catch (reason) {
      this[kind].problem.value = problemOf(reason);
    }
  }

  private take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind === "video" ? "camera" : "microphone";
      this.release(kind);
      track.onended = () => this.stopped(kind);
      this[kind].track.value = track;
      this[kind].problem.value = null;
    }
  }

  private stopped(kind: DeviceKind): void {
    this[kind].track.value = null;
    this[kind].problem.value = "stopped";
  }

  private readonly refreshChoices = async (): Promise<void> => {
    const all = await navigator.mediaDevices.enumerateDevices();
    const usable = all.filter((one) => one.deviceId !== "");
    this.camera.choices.value = usable.filter((one) => one.kind === "videoinput");
    this.microphone.choices.value = usable.filter((one) => one.kind === "audioinput");
  };
}

/** Names after the errors of getUserMedia (W3C Media Capture and Streams, section 10.2). */
export function problemOf(reason: unknown): DeviceProblem {
  switch (reason instanceof Error || reason instanceof DOMException ? reason.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

function wish(kind: DeviceKind): MediaTrackConstraints {
  const chosen = remembered()[kind];
  // `ideal`, not `exact`: a camera that is no longer there must not keep the person off the stage.
  const which = chosen === undefined ? {} : { deviceId: { ideal: chosen } };
  return { ...(kind === "camera" ? VIDEO : AUDIO), ...which };
}

async function isGranted(kind: DeviceKind): Promise<boolean> {
  try {
    const status = await navigator.permissions.query({ name: kind as PermissionName });
    return status.state === "granted";
  } catch {
    return false; // Firefox does not know these permission names.
  }
}

function remembered(): Partial<Record<DeviceKind, string>> {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Partial<Record<DeviceKind, string>>;
  } catch {
    return {};
  }
}

function remember(kind: DeviceKind, deviceId: string): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify({ ...remembered(), [kind]: deviceId }));
  } catch {
    // Storage is full or switched off: the choice holds for this page only.
  }
}
