import { t } from "../i18n/translate";
import { OWN } from "../media/Levels";
import { Disc } from "../parts/Disc";
import { Icon } from "../parts/Icon";
import { MicOff } from "../parts/icons";
import { LevelLamps } from "../parts/Lamps";
import { roleWords } from "../people/roleWords";
import { useRoom } from "../room/context";

/** The team in the green room, each with the level of their microphone. */
export function WhoIsHere() {
  const room = useRoom();
  const team = room.store.present.value.team;
  return (
    <section class="green-card" aria-label={t("Who is here")} data-testid="who-is-here">
      <h3 class="green-card-title">{t("Who is here")}</h3>
      <ul class="green-here">
        {team.map(({ person_id, name, role }) => (
          <li key={person_id} class="green-here-one">
            <Disc id={person_id} name={name} />
            <span class="people-who">
              <span class="people-name" title={name}>
                {name}
              </span>
              <span class="people-role">{roleWords(role)}</span>
            </span>
            <Sound person={person_id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sound({ person }: { person: string }) {
  const room = useRoom();
  const tile = room.tiles.value.find((one) => one.person_id === person && one.kind === "camera");
  if (tile?.audio) return <LevelLamps level={room.media.levels.of(tile.isOwn ? OWN : tile.feed)} />;
  return (
    <span class="green-silent">
      <Icon node={MicOff} size={16} />
      <span class="visually-hidden">{t("microphone off")}</span>
    </span>
  );
}
