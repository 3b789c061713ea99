/** Two low tones: something was not taken. Silent where the browser has no sound or does not allow it yet. */
export function errorSound(): void {
  if (typeof AudioContext === 'undefined' || navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  const now = context.currentTime;
  for (const [start, pitch] of [
    [0, 220],
    [0.16, 165],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = 'square';
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(context.destination);
    tone.start(now + start);
    tone.stop(now + start + 0.12);
  }
}

let context: AudioContext | undefined;
