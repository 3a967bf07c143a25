import { newId } from "../connection/ids";
import { language, t } from "../i18n/translate";
import type { RoomConfig } from "../room/config";

/** Addresses of the room's files, with what opens them. */
export function fileAddress(config: RoomConfig, ...path: (string | number)[]): string {
  const query = new URLSearchParams({ s: config.session_id, k: config.file_key });
  return `/p/${config.event.id}/live/${path.join("/")}?${query}`;
}

export type Uploaded = "handouts" | "decks" | "films";

/** Sends a file; throws an Error whose message may be shown. */
export async function upload(config: RoomConfig, what: Uploaded, file: File): Promise<void> {
  const headers = {
    "accept-language": language(),
    "x-file-name": encodeURIComponent(file.name),
    "x-client-id": newId(),
  };
  const lost = t("The file did not get through. Try again.");
  const answer = await fetch(fileAddress(config, what), { method: "POST", body: file, headers }).catch(() => {
    throw new Error(lost);
  });
  if (answer.ok) return;
  const refusal = (await answer.json().catch(() => null)) as { error?: { detail?: string } } | null;
  throw new Error(refusal?.error?.detail ?? lost);
}
