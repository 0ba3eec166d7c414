/** The import table of ARCHITECTURE.md as rules: `npm run check` fails when a room reaches where it may not. */
const room = (name) => `^src/${name}/`;
const outside = (...names) => ({ path: '^src/', pathNot: names.map((name) => `^src/${name}`) });
const TESTS = '[.](spec|e2e)[.]ts$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { pathNot: TESTS, ...from }, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle hides which file is the idea and which is the detail.', {}, { circular: true }),
    rule('lib-is-a-leaf', 'lib knows no product.', { path: room('lib') }, outside('lib/')),
    rule(
      'lib-uses-no-package',
      'lib knows no package.',
      { path: room('lib') },
      { dependencyTypes: ['npm', 'npm-dev'] },
    ),
    rule('engine-is-pure', 'The engine knows only lib.', { path: room('engine') }, outside('engine/', 'lib/')),
    rule(
      'engine-uses-only-zod',
      'The engine runs in a thread, in a browser, in a fuzzer.',
      { path: room('engine') },
      { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod/' },
    ),
    rule(
      'controls-are-pure',
      'A judgement is a function of facts.',
      { path: room('controls') },
      outside('controls/', 'engine/', 'lib/'),
    ),
    rule(
      'controls-use-only-zod',
      'A judgement does no I/O.',
      { path: room('controls') },
      { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: ['node_modules/zod/', '^(node:)?crypto$'] },
    ),
    rule(
      'config-is-near-the-bottom',
      'Configuration knows only lib.',
      { path: room('config') },
      outside('config/', 'lib/'),
    ),
    rule(
      'adapters-do-not-decide',
      'Doors know lib, config and the shapes of the core.',
      { path: room('adapters') },
      outside('adapters/', 'lib/', 'config/', 'engine/', 'controls/'),
    ),
    rule(
      'adapters-use-core-as-types',
      'Only threads runs the core; kube and manifests share its pure reading of objects.',
      { path: room('adapters'), pathNot: [TESTS, '^src/adapters/(threads|kube|manifests)/'] },
      {
        path: '^src/(engine|controls)/',
        pathNot: '^src/engine/model/(raw-object|coverage)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'pipeline-and-services-are-strangers',
      'People and time are two callers of one core.',
      { path: room('pipeline') },
      { path: '^src/(services|api|app|cli|demo)/' },
    ),
    rule(
      'services-and-pipeline-are-strangers',
      'People and time are two callers of one core.',
      { path: room('services') },
      { path: '^src/(pipeline|api|app|cli|demo)/' },
    ),
    rule(
      'stages-meet-through-rows',
      'Pipeline stages do not import each other.',
      { path: '^src/pipeline/([^/]+)/' },
      { path: '^src/pipeline/([^/]+)/', pathNot: '^src/pipeline/$1/' },
    ),
    rule(
      'api-is-thin',
      'The API translates, authorizes, delegates.',
      { path: room('api') },
      outside('api/', 'services/', 'lib/', 'config/'),
    ),
    rule(
      'prisma-has-one-door',
      'Only adapters/store talks to Prisma.',
      { path: '^src/', pathNot: [TESTS, '^src/adapters/store/'] },
      { path: 'node_modules/(@prisma|prisma)/|adapters/store/generated' },
    ),
    rule(
      'bullmq-has-one-door',
      'Only adapters/queue and processors know BullMQ.',
      { path: '^src/', pathNot: [TESTS, '^src/adapters/queue/', '[.]processor[.]ts$', '^src/app/', '[.]module[.]ts$'] },
      { path: 'node_modules/(bullmq|@nestjs/bullmq)/' },
    ),
    rule(
      'kubernetes-has-one-door',
      'Only adapters/kube knows the Kubernetes client.',
      { path: '^src/', pathNot: [TESTS, '^src/adapters/kube/'] },
      { path: 'node_modules/@kubernetes/' },
    ),
    rule(
      'graphql-has-one-door',
      'Only api/graphql knows @nestjs/graphql.',
      { path: '^src/', pathNot: [TESTS, '^src/api/', '^src/app/'] },
      { path: 'node_modules/@nestjs/graphql/' },
    ),
    rule(
      'swagger-has-one-door',
      'Only api/rest knows @nestjs/swagger.',
      { path: '^src/', pathNot: [TESTS, '^src/api/', '^src/app/'] },
      { path: 'node_modules/@nestjs/swagger/' },
    ),
    rule(
      'no-tests-in-product',
      'The product never imports a test.',
      { path: '^src/' },
      { path: '^test/|[.](spec|e2e)[.]ts$' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'src/adapters/store/generated'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
