/** One warm bell, about 600 ms: a fundamental with two soft partials that fade at different speeds. */
export async function chime(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  const begin = context.currentTime + 0.02;
  for (const [ratio, loudness, fade] of [
    [1, 0.16, 0.6],
    [2.01, 0.05, 0.35],
    [3.02, 0.02, 0.2],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = 523.25 * ratio;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(loudness, begin + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + fade);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + fade);
  }
  await new Promise((resolve) => setTimeout(resolve, 750));
  await context.close();
}
