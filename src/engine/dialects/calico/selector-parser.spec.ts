import { describe, expect, it } from 'vitest';
import { evaluate, textOf } from './selector.js';
import { parseSelector } from './selector-parser.js';

const LABELS = new Map([
  ['app', 'web'],
  ['env', 'prod'],
  ['in', 'side'],
  ['pcns.team', 'one'],
]);

function holds(text: string): boolean | undefined | string {
  const parsed = parseSelector(text);
  return 'message' in parsed ? parsed.message : evaluate(parsed, (key) => (key === 'secret' ? null : LABELS.get(key)));
}

describe('selectors that are read', () => {
  it.each<[text: string, answer: boolean | undefined]>([
    ['', true],
    [' \t', true],
    ['all()', true],
    ['all( )', true],
    ['!all()', false],
    ["app == 'web'", true],
    ['app=="web"', true],
    ["app != 'web'", false],
    ["tier != 'x'", true],
    ["tier == ''", false],
    ["app in {'db', 'web'}", true],
    ["app in {'db','web',}", true],
    ['app in {}', false],
    ['app not in {}', true],
    ["app not in { 'web' }", false],
    ["app notin {'db'}", true],
    ["tier not in {'x'}", true],
    ["tier in {'x'}", false],
    ["app contains 'e'", true],
    ["app contains ''", true],
    ["tier contains ''", false],
    ["app starts with 'we'", true],
    ["app startswith 'eb'", false],
    ["app ends with 'eb'", true],
    ["app endswith 'we'", false],
    ['has(app)', true],
    ['has( app )', true],
    ['has(tier)', false],
    ['!has(tier)', true],
    ['!!has(app)', true],
    ["in == 'side'", true],
    ["in in {'side'}", true],
    ["pcns.team == 'one'", true],
    ["has(app) && env == 'dev' || has(in)", true],
    ["has(app) && (env == 'dev' || has(tier))", false],
    ['!has(app) && has(env) || has(env)', true],
    ['!(has(app) && has(tier))', true],
    ["app == 'web' &&\tenv == 'prod'", true],
    ["secret == 'x'", undefined],
    ["secret == 'x' || has(app)", true],
    ['!has(secret) && has(tier)', false],
    ['global()', false],
  ])('%j', (text, answer) => {
    expect(holds(text)).toBe(answer);
  });
});

describe('texts that are refused', () => {
  it.each([
    "app = 'web'",
    'app',
    'app ==',
    'app == web',
    "app == 'web",
    `app == 'web"`,
    'has (app)',
    'has()',
    'has(app',
    'all',
    'all ()',
    "app == 'web'\n",
    "app == 'a' app == 'b'",
    "app == 'a' & app == 'b'",
    "app == 'a' && ",
    '&& has(app)',
    '(has(app)',
    'has(app))',
    '!',
    "app in 'web'",
    "app in {'a' 'b'}",
    'app in {,}',
    "app not 'x'",
    "app contains {'x'}",
    'a b c',
    'é == "x"',
    `${'('.repeat(200)}has(app)${')'.repeat(200)}`,
    `has(${'a'.repeat(513)})`,
  ])('%j', (text) => {
    expect(parseSelector(text)).toEqual({ at: expect.any(Number) as number, message: expect.any(String) as string });
  });
});

it('says where a text stops making sense', () => {
  expect(parseSelector("app = 'web'")).toEqual({
    at: 4,
    message: expect.stringContaining('cannot stand there') as string,
  });
});

it.each([
  ["app=='web'&&has(x)", "app == 'web'   && has(x)"],
  ["a in {'x','y'}", "a in {'y','x','y'}"],
])('gives %j and %j one canonical text', (a, b) => {
  const texts = [a, b].map((text) => {
    const parsed = parseSelector(text);
    return 'message' in parsed ? parsed.message : textOf(parsed);
  });
  expect(texts[0]).toBe(texts[1]);
});
