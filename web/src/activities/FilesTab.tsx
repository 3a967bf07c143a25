import { useRef } from "preact/hooks";
import type { Handout } from "../gen/room";
import { language, n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Download, FileText, Trash, Upload } from "../parts/icons";
import { useRoom } from "../room/context";
import { CardLink, CardWords } from "./CardShelf";
import { DeckList } from "./DeckList";
import { FilmList } from "./FilmList";
import { ActProblem } from "./Problem";
import { fileAddress, type Uploaded, upload } from "./uploads";
import { useAct } from "./useAct";

const TAKEN =
  ".pdf,.png,.jpg,.jpeg,.gif,.webp,.wav,.mp3,.ogg,.m4a,.mp4,.webm,.docx,.xlsx,.pptx,.odt,.ods,.odp,.epub,.txt,.md,.csv";

/** The tab "Files": handouts and links for everyone; for the team also what uploads and shows. */
export function FilesTab() {
  const room = useRoom();
  const handouts = room.store.snapshot.value?.handouts ?? [];
  const cards = room.activities.shownCards.value;
  return (
    <div class="activities" data-testid="files">
      {handouts.length === 0 && cards.length === 0 && <p class="activities-none">{t("No files yet.")}</p>}
      {handouts.length > 0 && (
        <ul class="files" aria-label={t("Files")}>
          {handouts.map((handout) => (
            <FileRow key={handout.id} handout={handout} />
          ))}
        </ul>
      )}
      {cards.map((card) => (
        <article key={card.id} class="prepared">
          <CardWords card={card} />
          <CardLink card={card} />
        </article>
      ))}
      {room.can("activities") && <UploadButton what="handouts" label={t("Add a file")} accept={TAKEN} />}
      {room.can("present") && <DeckList />}
      {room.can("present") && <FilmList />}
    </div>
  );
}

function FileRow({ handout }: { handout: Handout }) {
  const room = useRoom();
  const act = useAct();
  const isTeam = room.can("activities");
  const taken = room.activities.tally(handout.id).count;
  return (
    <li class="file" data-testid="file">
      <Icon node={FileText} />
      <span class="file-words">
        <span class="file-name" title={handout.name}>
          <bdi>{handout.name}</bdi>
        </span>
        <span class="file-more">
          {sizeWords(handout.size_bytes)}
          {isTeam && ` · ${n("{count} download", "{count} downloads", taken)}`}
        </span>
        <ActProblem problem={act.problem} />
      </span>
      <a
        class="icon-button"
        href={fileAddress(room.config, "handouts", handout.id)}
        download
        aria-label={t("Download {name}", { name: handout.name })}
        data-testid="file-download"
      >
        <Icon node={Download} size={18} />
      </a>
      {isTeam && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("Remove “{name}”", { name: handout.name })}
          onClick={() => void act.run(() => room.activities.removeHandout(handout.id))}
        >
          <Icon node={Trash} size={16} />
        </button>
      )}
    </li>
  );
}

export function UploadButton({ what, label, accept }: { what: Uploaded; label: string; accept: string }) {
  const { config } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const act = useAct();
  const send = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) await act.run(() => upload(config, what, file));
    if (input.current !== null) input.current.value = "";
  };
  return (
    <div class="upload">
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-hidden="true"
        accept={accept}
        data-testid={`upload-${what}`}
        onChange={(event) => void send(event.currentTarget.files?.[0])}
      />
      <button
        type="button"
        class="button button--outline activities-new"
        aria-busy={act.isBusy.value}
        onClick={() => input.current?.click()}
      >
        <Icon node={Upload} size={16} /> {act.isBusy.value ? t("Sending") : label}
      </button>
      <ActProblem problem={act.problem} />
    </div>
  );
}

export function sizeWords(bytes: number): string {
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
  if (bytes < 1_000_000) return t("{size} kB", { size: number.format(Math.max(1, Math.round(bytes / 1000))) });
  return t("{size} MB", { size: number.format(bytes / 1_000_000) });
}
