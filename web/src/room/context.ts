import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Room } from "./Room";

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("A view of the room stands outside of it.");
  return room;
}
