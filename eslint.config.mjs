import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Outgoing HTTP passes the egress guard; the environment has one reader; unsafe SQL does not exist. */
const shellRules = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only src/config reads the environment.',
  },
  { selector: "ThrowStatement > NewExpression[callee.name='Error']", message: 'Throw a Problem with a stable code.' },
  {
    selector: 'MemberExpression[property.name=/^\\$(queryRawUnsafe|executeRawUnsafe)$/]',
    message: 'SQL is written as tagged templates.',
  },
];
const pureRules = [
  ...shellRules,
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The core reads no clock: times arrive as data.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'The core reads no clock: times arrive as data.',
  },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'The core is deterministic.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'src/adapters/store/generated/', 'node_modules/', '.fenceline/', 'coverage/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, regexp.configs['flat/recommended']],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Outgoing HTTP passes src/adapters/egress.' }],
      'no-restricted-syntax': ['error', ...shellRules],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/engine/**/*.ts', 'src/controls/**/*.ts', 'src/lib/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...pureRules] },
  },
  { files: ['src/config/**/*.ts', 'src/lib/clock.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.spec.ts', '**/*.e2e.ts', 'test/**/*.ts', 'bench/**/*.ts', '*.config.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        globalThis: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
);
