import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../shared/tokens.css", import.meta.url), "utf8");
const blocks = [...css.matchAll(/color-scheme: (light|dark);([^}]*)\}/g)].map((match) => ({
  scheme: match[1]!,
  colours: Object.fromEntries([...match[2]!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!])),
}));

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

const READ: [string, string][] = [
  ...["ink", "ink-soft", "accent", "ok", "wait", "bad", "note"].flatMap((ink): [string, string][] => [
    [ink, "ground"],
    [ink, "surface"],
  ]),
  ["ink", "sunken"],
  ["ink-soft", "sunken"],
  ["on-accent", "accent"],
  ["on-accent", "accent-press"],
  ...["accent", "ok", "wait", "bad", "note"].map((name): [string, string] => [`on-${name}-soft`, `${name}-soft`]),
];

describe.each(blocks)("the $scheme colours", ({ colours }) => {
  it.each(READ)("%s can be read on %s (WCAG AA)", (ink, ground) => {
    expect(contrast(colours[ink]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["line-strong", "focus"])("%s is seen (3 to 1)", (edge) => {
    expect(contrast(colours[edge]!, colours.surface!)).toBeGreaterThanOrEqual(3);
  });
});

it("dark by the system and dark by choice are the same colours", () => {
  expect(blocks.map((block) => block.scheme)).toEqual(["light", "dark", "dark"]);
  expect(blocks[1]!.colours).toEqual(blocks[2]!.colours);
});
