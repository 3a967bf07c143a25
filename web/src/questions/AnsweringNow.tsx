import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { useRoom } from "../room/context";
import { Dots } from "./QuestionView";

/** The question that is answered now, on stage for everyone. */
export function AnsweringNow() {
  const { questions } = useRoom();
  const question = questions.answering.value;
  useEffect(() => {
    if (question !== null) announce(t("Answering now: {text}", { text: question.text }));
  }, [question?.id]);
  if (question === null) return null;
  return (
    <section class="answering" aria-label={t("Answering now")} data-testid="answering-now">
      <p class="answering-head">
        <Dots /> {t("Answering now")} <span>{question.name ?? t("Name hidden")}</span>
      </p>
      <p class="answering-text" dir="auto">
        {question.text}
      </p>
    </section>
  );
}
