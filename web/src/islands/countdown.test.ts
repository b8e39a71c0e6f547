import { expect, test } from "vitest";
import { timeLeft } from "./countdown";

test.each([
  [6 * 86400_000, "6 天"],
  [5.2 * 86400_000, "6 天"],
  [86400_000 - 1000, "23:59:59"],
  [3661_000, "01:01:01"],
  [0, "0 天（已截止）"],
  [-5, "0 天（已截止）"],
])("%i ms left reads %s", (left, words) => expect(timeLeft(left)).toBe(words));
