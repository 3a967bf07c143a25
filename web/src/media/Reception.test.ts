import { expect, test } from "vitest";
import { Reception } from "./Reception";

function afterSamples(losses: number[]): Reception {
  const reception = new Reception();
  let [received, lost] = [0, 0];
  reception.add({ received, lost });
  for (const share of losses) {
    received += 1000 * (1 - share);
    lost += 1000 * share;
    reception.add({ received, lost });
  }
  return reception;
}

test("a clean line is good at full size", () => {
  const reception = afterSamples([0, 0.01, 0]);

  expect([reception.quality, reception.cap]).toEqual(["good", 2]);
});

test("heavy loss takes sizes off, one a sample, down to the smallest", () => {
  expect(afterSamples([0.2]).cap).toBe(1);
  expect(afterSamples([0.2, 0.2, 0.2, 0.2]).cap).toBe(0);
  expect(afterSamples([0.2]).quality).toBe("weak");
});

test("after loss the picture stays reduced until eight calm samples have passed", () => {
  const calm = Array.from({ length: 8 }, () => 0);

  expect(afterSamples([0.2, ...calm.slice(1)]).quality).toBe("reduced");
  expect(afterSamples([0.2, ...calm]).quality).toBe("good");
});

test("a pause without packets changes nothing", () => {
  const reception = afterSamples([0.2]);

  reception.add({ received: 800, lost: 200 });

  expect(reception.quality).toBe("weak");
});

test("loss that the smallest size does not cure stops the pictures, and calm brings them back small", () => {
  const bad = Array.from({ length: 5 }, () => 0.3);
  const calm = Array.from({ length: 8 }, () => 0);

  const paused = afterSamples(bad);
  const back = afterSamples([...bad, ...calm]);

  expect([afterSamples(bad.slice(1)).isVideoPaused, paused.isVideoPaused, paused.quality]).toEqual([
    false,
    true,
    "weak",
  ]);
  expect([back.isVideoPaused, back.cap, back.quality]).toEqual([false, 0, "reduced"]);
});
