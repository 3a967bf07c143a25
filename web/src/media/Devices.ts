import { type Signal, signal } from "@preact/signals";
import { chosen } from "../state/chosen";
import { Backdrop, type BackdropKind, type Dressed } from "./Backdrop";

export type DeviceKind = "camera" | "microphone";

/**
 * Why a device cannot be used: `denied` by the person or the browser, `missing`, `busy` (another program has it),
 * `stopped` (it worked and then went away), `insecure` (no HTTPS, so the browser hides devices), `failed` otherwise.
 */
export type DeviceProblem = "denied" | "missing" | "busy" | "stopped" | "insecure" | "failed";

const REMEMBERED = "footlights.devices";
const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { max: 30 } };

/** What the browser does to the sound of a microphone. */
export interface SoundTreatment {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

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
  readonly sound = chosen<SoundTreatment>("sound", {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  });
  readonly backdrop = new Backdrop();
  /** A device went away while in use, and another took its place. */
  readonly replaced = signal<{ kind: DeviceKind; label: string } | null>(null);
  /** The camera as it is; its picture may be shown with another background. */
  private rawCamera: MediaStreamTrack | null = null;
  private dressed: Dressed | null = null;

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", this.refreshChoices);
  }

  /** Opens both with one question of the browser; what fails is told in `problem`. */
  async openBoth(): Promise<void> {
    if (this.isHidden()) return;
    await this.asking(async () => {
      try {
        this.take(await this.ask("camera", "microphone"));
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
    const before = this[kind].track.value;
    await this.open(kind);
    // Some machines give only one camera at a time.
    if (this[kind].problem.value !== null && this[kind].track.value === before) {
      this.release(kind);
      await this.open(kind);
    }
  }

  /** Changes what the browser does to the sound, at once. */
  async treatSound(change: Partial<SoundTreatment>): Promise<void> {
    this.sound.value = { ...this.sound.value, ...change };
    if (this.microphone.track.value !== null) await this.open("microphone");
  }

  /** Shows another background from now on. */
  async chooseBackdrop(kind: BackdropKind): Promise<void> {
    this.backdrop.kind.value = kind;
    await this.dress();
  }

  /** Which device a picture or sound comes from. */
  current(kind: DeviceKind): string {
    const track = kind === "camera" ? this.rawCamera : this.microphone.track.value;
    return track?.getSettings().deviceId ?? "";
  }

  /** Lets the device go, so its light goes out. */
  release(kind: DeviceKind): void {
    const { track } = this[kind];
    if (kind === "camera") this.releaseCamera();
    else stop(track.value);
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
      this.take(await this.ask(kind));
    } catch (reason) {
      this[kind].problem.value = problemOf(reason);
    }
  }

  private ask(...kinds: DeviceKind[]): Promise<MediaStream> {
    return navigator.mediaDevices.getUserMedia({
      video: kinds.includes("camera") && { ...VIDEO, ...preferred("camera") },
      audio: kinds.includes("microphone") && { ...this.sound.value, ...preferred("microphone") },
    });
  }

  /** The new track takes the place of the old one in one step: who is on stage stays there. */
  private take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind === "video" ? "camera" : "microphone";
      const before = this[kind].track.value;
      track.onended = () => void this.lost(kind);
      if (kind === "camera") this.releaseCamera();
      else stop(before);
      if (kind === "camera") this.rawCamera = track;
      this[kind].track.value = track;
      this[kind].problem.value = null;
      if (kind === "camera" && this.backdrop.kind.value !== "none") void this.dress();
    }
  }

  /** A device was unplugged or taken: another one of its kind goes on, or the person is told. */
  private async lost(kind: DeviceKind): Promise<void> {
    try {
      const stream = await this.ask(kind);
      this.take(stream);
      this.replaced.value = { kind, label: stream.getTracks()[0]?.label ?? "" };
    } catch {
      this.release(kind);
      this[kind].problem.value = "stopped";
    }
    await this.refreshChoices();
  }

  private async dress(): Promise<void> {
    const camera = this.rawCamera;
    if (camera === null) return;
    const dressed = await this.backdrop.dress(camera, () => this.show(null));
    if (camera === this.rawCamera) this.show(dressed);
    else dressed?.stop();
  }

  private show(dressed: Dressed | null): void {
    const before = this.dressed;
    this.dressed = dressed;
    this.camera.track.value = dressed?.track ?? this.rawCamera;
    before?.stop();
  }

  private releaseCamera(): void {
    stop(this.rawCamera);
    this.rawCamera = null;
    this.dressed?.stop();
    this.dressed = null;
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

/** `ideal`, not `exact`: a camera that is no longer there must not keep the person off the stage. */
function preferred(kind: DeviceKind): MediaTrackConstraints {
  const deviceId = remembered()[kind];
  return deviceId === undefined ? {} : { deviceId: { ideal: deviceId } };
}

function stop(track: MediaStreamTrack | null): void {
  if (track === null) return;
  track.onended = null;
  track.stop();
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
