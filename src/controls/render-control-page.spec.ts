import { expect, it } from 'vitest';
import { CONTROLS } from './index.js';
import { renderControlPage } from './render-control-page.js';

it.each(CONTROLS.map((control) => [control.id, control] as const))('%s has a complete page', (id, control) => {
  const page = renderControlPage(control);
  expect(page).toContain(`# ${id}: ${control.title}`);
  for (const part of [control.why, control.fix, control.severity, ...control.needs, ...control.frameworks]) {
    expect(page).toContain(part);
  }
  expect(page.endsWith('\n')).toBe(true);
  expect(page).not.toMatch(/\n{3}| $/m);
});
