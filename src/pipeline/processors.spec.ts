import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { JOB_NAMES } from '#src/adapters/queue/jobs.js';
import { PROCESSORS } from './processors.js';

const jobOf = (processor: object): string =>
  (Reflect.getMetadata('bullmq:processor_metadata', processor) as { name: string }).name;

it('each job has exactly one processor', () => {
  expect(PROCESSORS.map(jobOf).sort()).toEqual([...JOB_NAMES].sort());
});

it('no processor is forgotten in the register', () => {
  const files = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' });
  expect(PROCESSORS).toHaveLength(files.filter((file) => file.endsWith('.processor.ts')).length);
});
