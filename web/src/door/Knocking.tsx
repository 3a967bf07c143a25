import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { LampRow } from "../parts/Lamps";
import { Mark } from "../parts/Mark";
import { leaveTarget } from "../room/config";
import { useRoom } from "../room/context";

/** The waiting room: the door opens by itself when someone of the team lets this person in. */
export function Knocking({ name }: { name: string }) {
  const { config } = useRoom();
  useEffect(() => announce(t("You are waiting to be let in.")), []);
  return (
    <main class="quiet-screen" data-testid="knocking">
      <LampRow running />
      <h1 class="quiet-title">{t("You are waiting to be let in")}</h1>
      <p class="quiet-lead">
        {t("The team of “{event}” sees that you are here, {name}. Keep this page open: you come in by yourself.", {
          event: config.event.title,
          name,
        })}
      </p>
      <p class="quiet-acts">
        <a class="button button--large button--outline" href={config.leave_url} target={leaveTarget(config)}>
          {t("To the event page")}
        </a>
      </p>
      <p class="quiet-foot">
        <Mark />
      </p>
    </main>
  );
}
