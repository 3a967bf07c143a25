import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { CallRefused } from "../connection/calls";
import type { TalkRules } from "../gen/room";
import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { useRoom } from "../room/context";

const PAUSES_S = [0, 5, 10, 30, 60, 300];

/** What hosts and moderators set for chat and questions. A switch takes effect at once, for everyone. */
export function RulesDialog({ onClose }: { onClose: () => void }) {
  const room = useRoom();
  const refused = useSignal<string | null>(null);
  const talk = room.store.talk.value;
  const words = useSignal((talk?.words ?? []).join("\n"));
  if (talk === null) return null;
  const tell = (act: Promise<unknown>): void => {
    refused.value = null;
    act.catch((reason: unknown) => {
      refused.value = reason instanceof CallRefused ? reason.error.detail : null;
    });
  };
  const set = (change: Partial<TalkRules>): void => {
    const rules = { ...(room.store.talk.value?.rules ?? talk.rules), ...change };
    tell(room.lasting.do("talk.rule", { rules }));
  };
  const saveWords = (): void => {
    const listed = words.value.split("\n").filter((word) => word.trim() !== "");
    tell(room.lasting.do("talk.words", { words: listed }));
  };
  const rule = (name: keyof TalkRules, label: string, help?: string) => (
    <Rule
      label={label}
      help={help}
      isOn={talk.rules[name] === true}
      testid={`rule-${name}`}
      onChange={(isOn) => set({ [name]: isOn })}
    />
  );
  return (
    <Dialog title={t("Chat and questions")} onClose={onClose}>
      <Part title={t("Chat")}>
        {rule("chat_open", t("The audience can write"))}
        {rule("chat_reviewed", t("Read messages first"), t("Nobody else sees a message before you let it through."))}
        {rule("direct_open", t("The audience can message the team"))}
        <Pause now={talk.rules.slow_s} onChange={(slow_s) => set({ slow_s })} />
      </Part>
      <Part title={t("Questions")}>
        {rule("questions_open", t("The audience can ask"))}
        {rule("questions_reviewed", t("Read questions first"))}
        {rule("anonymous_allowed", t("Names can be hidden"))}
      </Part>
      <Part title={t("Words to look out for")}>
        <textarea
          class="input input--area"
          rows={3}
          aria-label={t("One word on each line")}
          placeholder={t("One word on each line")}
          value={words.value}
          data-testid="rule-words"
          onInput={(event) => {
            words.value = event.currentTarget.value;
          }}
          onChange={saveWords}
        />
        {rule("masks_words", t("Mask these words"), t("Otherwise a message with one of them waits for you."))}
      </Part>
      {refused.value !== null && <p role="alert">{refused.value}</p>}
      <form method="dialog" class="rules-foot">
        <button type="submit" class="button button--outline" data-testid="rules-done">
          {t("Done")}
        </button>
      </form>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="rules-part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

interface RuleProps {
  label: string;
  help: string | undefined;
  isOn: boolean;
  testid: string;
  onChange: (isOn: boolean) => void;
}

function Rule({ label, help, isOn, testid, onChange }: RuleProps) {
  const id = useId();
  return (
    <div class="rule">
      <label for={id}>
        {label}
        {help !== undefined && <span class="rule-help">{help}</span>}
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={isOn}
        aria-checked={isOn}
        data-testid={testid}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

function Pause({ now, onChange }: { now: number; onChange: (seconds: number) => void }) {
  const id = useId();
  const choices = PAUSES_S.includes(now) ? PAUSES_S : [...PAUSES_S, now];
  return (
    <div class="rule">
      <label for={id}>{t("Pause between two messages")}</label>
      <select
        id={id}
        class="input input--small"
        value={String(now)}
        data-testid="rule-slow_s"
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        {choices.map((seconds) => (
          <option key={seconds} value={String(seconds)}>
            {seconds === 0 ? t("None") : t("{count} s", { count: seconds })}
          </option>
        ))}
      </select>
    </div>
  );
}
