import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Policy } from '@shared/types';
import { changesOf, type Draft, draftOf, FIELDS, type Field, RUNG, sentOf, troubleOf, valueText } from '@/areas/policies/fields';
import { en, t, zh } from '@/words';

interface Schema {
  $ref?: string;
  type?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  maxLength?: number;
  default?: unknown;
  enum?: string[];
  properties?: Record<string, Schema>;
}

const { schemas } = JSON.parse(readFileSync('../shared/openapi.json', 'utf8')).components as { schemas: Record<string, Schema> };
const named = (schema: Schema): Schema => (schema.$ref ? (schemas[schema.$ref.split('/').at(-1)!] ?? {}) : schema);

/** Every leaf of the contract's policy by its path. */
function leavesOf(schema: Schema, place = ''): [string, Schema][] {
  return Object.entries(named(schema).properties ?? {}).flatMap(([name, part]) =>
    named(part).properties ? leavesOf(part, `${place}${name}.`) : [[`${place}${name}`, { ...part, ...named(part) }] as [string, Schema]],
  );
}

const leaves = new Map(leavesOf(schemas.Policy!));
const field = (path: string) => FIELDS.find((one) => one.path === path)!;
const policy = () =>
  Object.fromEntries(Object.entries(schemas.Policy!.properties!).map(([name, schema]) => [name, structuredClone(schema.default)])) as unknown as Policy;

describe('the policy editor', () => {
  test('has every field of the contract', () => {
    const known = FIELDS.map(({ path }) => path);
    expect([...leaves.keys()].filter((path) => !known.includes(path))).toEqual([]);
  });

  test.each(FIELDS.filter(({ path }) => leaves.has(path)).map((one) => [one.path, one] as [string, Field]))('%s has the contract’s bounds', (path, one) => {
    const schema = leaves.get(path)!;
    if (one.kind === 'number' || one.kind === 'money') expect([one.least, one.most]).toEqual([schema.minimum, schema.maximum]);
    else if (one.kind === 'switch') expect(schema.type).toBe('boolean');
    else if (one.kind === 'wish') expect(one.choices).toEqual(schema.enum);
    else if (['rungs', 'debt-rungs', 'ways'].includes(one.kind)) expect(schema.type).toBe('array');
    else expect(troubleOf(one, 'a'.repeat(schema.maxLength!))).not.toBe(troubleOf(one, 'a'.repeat(schema.maxLength! + 1)));
  });

  test('a rung has the contract’s bounds', () => {
    const rung = schemas.Rung!.properties!;
    expect([RUNG.after.least, RUNG.after.most]).toEqual([rung.after_minutes!.minimum, rung.after_minutes!.maximum]);
    expect([RUNG.incentive.least, RUNG.incentive.most]).toEqual([rung.incentive_fen!.minimum, rung.incentive_fen!.maximum]);
    const days = schemas.DebtRung!.properties!.days_from_due!;
    expect([RUNG.days.least, RUNG.days.most]).toEqual([days.minimum, days.maximum]);
    expect(RUNG.mostWays).toBe(leaves.get('failures.ways')!.maxItems ?? RUNG.mostWays);
    expect(RUNG.mostRungs).toBe(leaves.get('reminding.rungs')!.maxItems ?? RUNG.mostRungs);
  });

  test('every field is named in both languages', () => {
    const tables = [zh, en] as Record<string, string>[];
    for (const table of tables) expect(FIELDS.filter(({ path }) => !table[`policy.${path}`])).toEqual([]);
  });

  test('sends what was changed, each in its place, and nothing else', () => {
    const before = draftOf(policy());
    const draft: Draft = { ...before, 'retention_minutes.kiosk': 10, compliance_above_fen: 80_000 };
    const changes = changesOf(before, draft);

    expect(sentOf(changes, draft)).toEqual({ retention_minutes: { kiosk: 10 }, compliance_above_fen: 80_000 });
    expect(changes.map((one) => valueText(one, draft[one.path]))).toEqual(['10 分钟', '¥800.00']);
  });

  test('a value that was put back is no change', () => {
    const before = draftOf(policy());
    expect(changesOf(before, draftOf(policy()))).toEqual([]);
  });

  test('what is out of bounds is told before anybody is asked', () => {
    expect(troubleOf(field('incidents.make_good_percent'), 20)).toBe('');
    expect(troubleOf(field('incidents.make_good_percent'), 19)).toBe(t('policies.bounds', { least: 20, most: 100 }));
    expect(troubleOf(field('compliance_above_fen'), null)).toContain('¥1000000.00');
  });

  test('a rung stands later than the one before it', () => {
    const [first, second] = policy().reminding.rungs;
    expect(troubleOf(field('reminding.rungs'), [first!, second!])).toBe('');
    expect(troubleOf(field('reminding.rungs'), [second!, first!])).toBe(t('policies.rung-order'));
    expect(troubleOf(field('reminding.rungs'), [{ ...first!, template: '立即支付' }])).toBe(t('policies.rung-bad'));
    expect(valueText(field('reminding.rungs'), [second!])).toBe('10 分钟 客服会话 + ¥5.00');
  });
});
