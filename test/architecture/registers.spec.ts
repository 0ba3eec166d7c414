import { describe, expect, it } from 'vitest';
import { JOB_NAMES } from '#src/adapters/queue/jobs.js';
import { SINKS } from '#src/adapters/sinks/index.js';
import { CONTROLS } from '#src/controls/index.js';
import { renderControlPage } from '#src/controls/render-control-page.js';
import { dialects } from '#src/engine/dialects/index.js';
import { filesBelow, foldersOf, textOf } from './tree.js';

describe('controls', () => {
  const files = filesBelow('src/controls').filter((path) => path.endsWith('.control.ts'));
  const ids = CONTROLS.map(({ id }) => id);

  it('are registered once each, by id', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(files.map((path) => /seg-[a-z]{2}-\d{3}/.exec(path)?.[0].toUpperCase()).sort()).toEqual(ids);
  });

  it.each(CONTROLS)('$id is named by a test in its area', ({ id, area }) => {
    const specs = filesBelow(`src/controls/${area}`).filter((path) => path.endsWith('.spec.ts'));
    expect(specs.filter((path) => textOf(path).includes(id) || path.toUpperCase().includes(id))).not.toEqual([]);
  });

  it.each(CONTROLS)('$id has a page made from it', (control) => {
    expect(textOf(`docs/controls/${control.id}.md`)).toBe(renderControlPage(control));
  });
});

describe('dialects', () => {
  const folders = foldersOf('src/engine/dialects').filter((name) => name !== '_example');

  it('are registered once each, one folder each', () => {
    expect(dialects.map(({ id }) => id).sort()).toEqual(folders);
  });

  it.each(folders)('%s says what it does not support', (folder) => {
    expect(textOf(`src/engine/dialects/${folder}/readme.md`)).toMatch(/not supported/i);
  });
});

describe('sinks', () => {
  it('are registered once each, one folder each', () => {
    expect(Object.keys(SINKS).sort()).toEqual(foldersOf('src/adapters/sinks'));
  });
});

describe('jobs', () => {
  const processors = filesBelow('src')
    .filter((path) => path.endsWith('.processor.ts'))
    .flatMap((path) => [...textOf(path).matchAll(/@Processor\('([a-z]+)'/g)].map(([, name]) => name));

  it('have exactly one processor each', () => {
    expect(processors.sort()).toEqual([...JOB_NAMES].sort());
  });
});
