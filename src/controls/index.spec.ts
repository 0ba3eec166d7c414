import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import { AREAS, type Control } from './control.js';
import { CONTROLS } from './index.js';

const files = AREAS.flatMap((area) =>
  readdirSync(new URL(`./${area}`, import.meta.url))
    .filter((name) => name.endsWith('.control.ts'))
    .map((name) => ({ area, name })),
);

it('holds every control file exactly once, sorted by id', async () => {
  const loaded = await Promise.all(
    files.map(async ({ area, name }) => {
      const module = (await import(/* @vite-ignore */ `./${area}/${name}`)) as { default: Control };
      return module.default;
    }),
  );
  expect(new Set(CONTROLS)).toEqual(new Set(loaded));
  const ids = CONTROLS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

it.each(CONTROLS.map((control) => [control.id, control] as const))('%s is declared completely', (id, control) => {
  const file = files.find(({ name }) => name.startsWith(`${id.toLowerCase()}-`));
  expect(file?.area).toBe(control.area);
  expect(control.needs.filter((kind) => !KNOWN_KINDS.has(kind))).toEqual([]);
  expect(control.frameworks.length).toBeGreaterThan(0);
});
