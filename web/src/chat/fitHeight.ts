/** Makes a text field as high as its text, up to what the style allows. */
export function fitHeight(box: HTMLTextAreaElement | null): void {
  if (box === null) return;
  box.style.blockSize = "auto";
  // Out of sight it has no height to measure.
  if (box.scrollHeight > 0) box.style.blockSize = `${box.scrollHeight}px`;
}
