import type { Poll, PollOption, Tally } from "../gen/room";
import { language } from "../i18n/translate";

interface Share {
  option: PollOption;
  votes: number;
  /** Of the people who answered, whole. */
  percent: number;
}

export function shares(poll: Poll, tally: Tally): Share[] {
  return poll.options.map((option) => {
    const votes = tally.options[option.id] ?? 0;
    return { option, votes, percent: tally.count === 0 ? 0 : Math.round((votes / tally.count) * 100) };
  });
}

/** The mean of the options 1 to 5, with one decimal, as the language writes it. */
export function averageRating(poll: Poll, tally: Tally): string {
  const sum = poll.options.reduce((all, option, index) => all + (tally.options[option.id] ?? 0) * (index + 1), 0);
  const mean = tally.count === 0 ? 0 : sum / tally.count;
  return new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(mean);
}
