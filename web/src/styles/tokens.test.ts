import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** PLT-130: contrast of words on their ground, 4.5 : 1, and of what one types in, 3 : 1, in every theme. */

const css = readFileSync("web/src/styles/tokens.css", "utf8");

function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]));
}

const plain = tokens(css.match(/:root \{([\s\S]*?)\n\}/)![1]!);
const themes: [string, Record<string, string>][] = [
  ["", plain],
  ...[...css.matchAll(/\[data-theme="(\w+)"\] \{([\s\S]*?)\n\}/g)].map(
    (found) => [found[1], { ...plain, ...tokens(found[2]!) }] as [string, Record<string, string>],
  ),
];

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = parseInt(colour.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const states = ["grey", "blue", "green", "orange", "red"];
const words: [string, string][] = [
  ...["ink", "ink-soft", "ink-faint", "accent"].flatMap((ink) =>
    ["surface", "surface-soft", "ground"].map((ground) => [ink, ground] as [string, string]),
  ),
  ...states.map((state) => [state, `${state}-light`] as [string, string]),
  ...states.map((state) => ["ink", `${state}-light`] as [string, string]),
  ["on-accent", "accent"],
  ["accent-dark", "accent-light"],
  ["ink", "mark"],
  ["red", "surface"],
  ["orange", "surface"],
];

test("there is more than one theme", () => expect(themes.map(([name]) => name)).toEqual(["", "blue", "red", "dark"]));

describe.each(themes)("theme «%s»", (_, colours) => {
  test.each(words)("%s on %s", (ink, ground) => expect(contrast(colours[ink]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5));
  test("the edge of a control", () => expect(contrast(colours["line-control"]!, colours.surface!)).toBeGreaterThanOrEqual(3));
});
