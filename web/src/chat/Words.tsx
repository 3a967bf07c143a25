import { useRoom } from "../room/context";
import { knownNames } from "./names";
import { runsOf } from "./text";

/** The words of a message: addresses can be opened, names that are called stand out; markup is text. */
export function Words({ text }: { text: string }) {
  const room = useRoom();
  const own = room.store.you.value?.name.toLowerCase();
  return (
    <>
      {runsOf(text, text.includes("@") ? knownNames(room.store) : []).map((run, index) => {
        const key = `${index}-${run.kind}`;
        if (run.kind === "text") return run.text;
        if (run.kind === "mention") {
          const isOwn = run.text.slice(1).toLowerCase() === own;
          return (
            <strong key={key} class={`mention ${isOwn ? "is-own" : ""}`}>
              {run.text}
            </strong>
          );
        }
        return (
          <a key={key} href={run.text} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">
            {run.text}
          </a>
        );
      })}
    </>
  );
}
