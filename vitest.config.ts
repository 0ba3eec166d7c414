import { defineConfig } from 'vitest/config';

// NestJS injection needs legacy decorators with metadata; graphql must resolve to the copy NestJS and Mercurius load.
const shared = {
  oxc: { target: 'es2022', decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['source'], alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
};

export default defineConfig({
  ...shared,
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['src/**/*.spec.ts', 'test/architecture/**/*.spec.ts', 'test/conformance/**/*.spec.ts'],
          setupFiles: ['test/support/property-seed.ts'],
          // Properties take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts', 'src/**/*.e2e.ts'],
          globalSetup: ['test/support/database.global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
