import type { IconNode } from "lucide";

export {
  ArrowUp,
  Captions,
  CircleAlert,
  CircleCheck,
  EyeOff,
  Headphones,
  Heart,
  Laugh,
  LayoutGrid,
  LogOut,
  MessageCircle,
  Mic,
  MicOff,
  PanelRightClose,
  PanelRightOpen,
  PartyPopper,
  Settings,
  Signal,
  SignalLow,
  SignalMedium,
  Smile,
  ThumbsUp,
  TriangleAlert,
  Users,
  Video,
  VideoOff,
  Volume2,
  X,
} from "lucide";

/** A face with its mouth open, drawn on Lucide's grid. */
export const Surprise: IconNode = [
  ["circle", { cx: "12", cy: "12", r: "10" }],
  ["circle", { cx: "12", cy: "15.5", r: "2" }],
  ["path", { d: "M9 9h.01" }],
  ["path", { d: "M15 9h.01" }],
];
