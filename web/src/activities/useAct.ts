import { type Signal, useSignal } from "@preact/signals";
import { CallLost } from "../connection/calls";
import { t } from "../i18n/translate";

interface Act {
  /** Runs something that may be refused; true when it went through. */
  run: (what: () => Promise<void>) => Promise<boolean>;
  problem: Signal<string | null>;
  isBusy: Signal<boolean>;
}

/** One thing at a time, with the server's words when it does not go through. */
export function useAct(): Act {
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const run = async (what: () => Promise<void>): Promise<boolean> => {
    if (isBusy.value) return false;
    isBusy.value = true;
    problem.value = null;
    try {
      await what();
      return true;
    } catch (reason) {
      problem.value =
        reason instanceof Error && !(reason instanceof CallLost)
          ? reason.message
          : t("That did not get through. Try again.");
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { run, problem, isBusy };
}
