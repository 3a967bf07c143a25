/** The emoji of the picker. Screen readers name them in the reader's own language. */
export const EMOJI: readonly string[] = [
  ...("😀😄😂🙂😉😊😍🤔😮😢😅🙃😎🥳👍👎👏🙌🙏💪👋🤝❤️🔥✨🎉💡✅❌❓❗👀".match(/\p{Extended_Pictographic}\u{fe0f}?/gu) ??
    []),
];
