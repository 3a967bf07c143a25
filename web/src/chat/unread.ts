import { signal } from "@preact/signals";

/** Lines that came while the foot of the chat was out of sight. */
export const unreadLines = signal(0);
