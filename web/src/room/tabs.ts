import type { ComponentType } from "preact";
import { ChatPanel } from "../chat/ChatPanel";
import { unreadLines } from "../chat/unread";
import { t } from "../i18n/translate";
import { PeopleList } from "../people/PeopleList";
import { QuestionsPanel } from "../questions/QuestionsPanel";
import type { Room } from "./Room";

/** A tab of the side panel. */
export interface PanelTab {
  /** Also its `data-testid`, after `tab-`. */
  id: string;
  label: () => string;
  View: ComponentType;
  /** Whether this person has it now; left out, everyone has. */
  isThere?: (room: Room) => boolean;
  /** A quiet number beside the label; 0 shows nothing. */
  count?: (room: Room) => number;
  /** A lit number while the tab is out of sight, for what is new in it; 0 shows nothing. */
  unread?: (room: Room) => number;
}

/** The tabs in their order. The first one is open at first, and where an open one went away. */
export const TABS: readonly PanelTab[] = [
  { id: "chat", label: () => t("Chat"), View: ChatPanel, unread: () => unreadLines.value },
  {
    id: "questions",
    label: () => t("Q&A"),
    View: QuestionsPanel,
    isThere: (room) => room.questions.isThere.value,
    count: (room) => room.questions.openCount.value,
    unread: (room) => room.questions.unread.value,
  },
  {
    id: "people",
    label: () => t("People"),
    View: PeopleList,
    isThere: (room) => room.can("people"),
    count: (room) => room.store.present.value.count,
  },
];
