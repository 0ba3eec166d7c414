import fc from 'fast-check';

/**
 * Properties draw the same examples in every ordinary run, so that a failure is a change and not the day's luck.
 * `npm run test:deep` draws new ones; FENCELINE_SEED repeats any run.
 */
fc.configureGlobal({ seed: Number(process.env['FENCELINE_SEED'] ?? 20_261_122) });
