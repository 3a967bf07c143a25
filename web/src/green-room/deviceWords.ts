import { t } from "../i18n/translate";
import type { DeviceKind, DeviceProblem } from "../media/Devices";

export interface DeviceWords {
  title: string;
  remedy: string;
}

/** What is wrong with a camera or microphone, and what to do about it, in the words of this browser. */
export function deviceWords(kind: DeviceKind, problem: DeviceProblem, browser = browserName()): DeviceWords {
  return kind === "camera" ? cameraWords(problem, browser) : microphoneWords(problem, browser);
}

function cameraWords(problem: DeviceProblem, browser: string): DeviceWords {
  switch (problem) {
    case "denied":
      return {
        title: t("{browser} does not let us use the camera", { browser }),
        remedy: t("Press the icon beside the address, allow the camera, then try again."),
      };
    case "missing":
      return {
        title: t("No camera was found"),
        remedy: t("Plug one in and try again, or go on with sound only."),
      };
    case "busy":
      return {
        title: t("Another program uses the camera"),
        remedy: t("Close the other call or camera program, then try again."),
      };
    case "stopped":
      return {
        title: t("The camera stopped"),
        remedy: t("It was unplugged, or another program took it. Check it, then try again."),
      };
    case "insecure":
      return insecureWords();
    default:
      return {
        title: t("The camera does not answer"),
        remedy: t("Unplug it and plug it in again, or start the computer anew, then try again."),
      };
  }
}

function microphoneWords(problem: DeviceProblem, browser: string): DeviceWords {
  switch (problem) {
    case "denied":
      return {
        title: t("{browser} does not let us use the microphone", { browser }),
        remedy: t("Press the icon beside the address, allow the microphone, then try again."),
      };
    case "missing":
      return {
        title: t("No microphone was found"),
        remedy: t("Plug one in and try again, or go on without; you can still write."),
      };
    case "busy":
      return {
        title: t("Another program uses the microphone"),
        remedy: t("Close the other call or recording program, then try again."),
      };
    case "stopped":
      return {
        title: t("The microphone stopped"),
        remedy: t("It was unplugged, or another program took it. Check it, then try again."),
      };
    case "insecure":
      return insecureWords();
    default:
      return {
        title: t("The microphone does not answer"),
        remedy: t("Unplug it and plug it in again, or start the computer anew, then try again."),
      };
  }
}

function insecureWords(): DeviceWords {
  return {
    title: t("Camera and microphone need a secure address"),
    remedy: t("Open the room by its https address. Watching and writing work here too."),
  };
}

export function browserName(agent = navigator.userAgent): string {
  if (agent.includes("Firefox/")) return "Firefox";
  if (agent.includes("Edg/")) return "Edge";
  if (agent.includes("OPR/")) return "Opera";
  if (agent.includes("Chrome/") || agent.includes("CriOS/")) return "Chrome";
  if (agent.includes("Safari/")) return "Safari";
  return t("The browser");
}
