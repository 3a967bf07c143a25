import type { ComponentType } from "preact";
import { FilesTab } from "../activities/FilesTab";
import { PollsTab } from "../activities/PollsTab";
import { RunOfShow } from "../activities/RunOfShow";
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
  /** It has no place in the row of tabs; a key opens it. */
  isByKey?: boolean;
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
    id: "polls",
    label: () => t("Polls"),
    View: PollsTab,
    count: (room) => (room.can("activities") ? room.activities.openPolls.value.length : 0),
    unread: (room) => (room.can("activities") ? 0 : room.activities.toAnswer.value.length),
  },
  {
    id: "people",
    label: () => t("People"),
    View: PeopleList,
    isThere: (room) => room.can("people"),
    count: (room) => room.store.present.value.count,
  },
  {
    id: "files",
    label: () => t("Files"),
    View: FilesTab,
    isThere: (room) =>
      room.can("present") ||
      (room.store.snapshot.value?.handouts.length ?? 0) > 0 ||
      room.activities.shownCards.value.length > 0,
  },
  {
    id: "show",
    label: () => t("Run of show"),
    View: RunOfShow,
    isThere: (room) => room.can("activities"),
    isByKey: true,
  },
];
