import { effect } from "@preact/signals";
import { CallLost } from "../connection/calls";
import { newId } from "../connection/ids";
import type { RoomConnection } from "../connection/RoomConnection";
import type { CallName, Calls, Layout, Role } from "../gen/room";

const BACK_WITHIN_MS = 30_000;

type LastingCall = { [N in CallName]: Calls[N]["with"] extends { client_id: string } ? N : never }[CallName];
type Given<N extends LastingCall> = Omit<Calls[N]["with"], "client_id">;

/** What people do about the stage and the door. An act whose answer got lost is sent again once, as the same act. */
export class StageDesk {
  constructor(private readonly connection: RoomConnection) {}

  raiseHand = (): Promise<void> => this.act("hand.raise", {});
  lowerHand = (person_id: string | null = null): Promise<void> => this.act("hand.lower", { person_id });
  invite = (person_id: string): Promise<void> => this.act("stage.invite", { person_id });
  answer = (accept: boolean): Promise<void> => this.act("stage.answer", { accept });
  leaveStage = (person_id: string | null = null): Promise<void> => this.act("stage.leave", { person_id });
  setRole = (person_id: string, role: Role): Promise<void> => this.act("role.set", { person_id, role });
  remove = (person_id: string, ban: boolean): Promise<void> => this.act("person.remove", { person_id, ban });
  admit = (people: string[] | null): Promise<void> => this.act("door.admit", { people });
  deny = (people: string[] | null): Promise<void> => this.act("door.deny", { people });

  arrange = (layout: Layout | null, spotlight: string | null): Promise<void> =>
    this.act("stage.arrange", { layout, spotlight });

  setDoor = ({ locked = null, waiting_room = null }: { locked?: boolean | null; waiting_room?: boolean | null }) =>
    this.act("door.set", { locked, waiting_room });

  /** Passing, not lasting: a microphone or camera off, or a share ended. */
  async mute(person_id: string, what: "audio" | "video" | "screen"): Promise<void> {
    await this.connection.call("stage.mute", { person_id, what });
  }

  private async act<N extends LastingCall>(name: N, given: Given<N>): Promise<void> {
    const what = { ...given, client_id: newId() } as unknown as Calls[N]["with"];
    try {
      await this.connection.call(name, what);
    } catch (reason) {
      if (!(reason instanceof CallLost)) throw reason;
      await this.isBack();
      await this.connection.call(name, what);
    }
  }

  private isBack(): Promise<void> {
    return new Promise((resolve, reject) => {
      let stop: (() => void) | undefined;
      const timer = setTimeout(() => {
        stop?.();
        reject(new CallLost("The room did not come back."));
      }, BACK_WITHIN_MS);
      stop = effect(() => {
        if (this.connection.state.value.kind !== "open") return;
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
