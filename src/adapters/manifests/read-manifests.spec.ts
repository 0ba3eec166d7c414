import { describe, expect, it } from 'vitest';
import { FILE_LIMITS, type ReadLimits, UPLOAD_LIMITS } from './read-limits.js';
import { readManifests } from './read-manifests.js';

const read = (content: string | Uint8Array, limits: ReadLimits = UPLOAD_LIMITS) =>
  readManifests([{ name: 'm.yaml', content }], limits);
const names = (content: string | Uint8Array, limits?: ReadLimits) =>
  read(content, limits).objects.map((object) => object.metadata.name);
const codes = (content: string | Uint8Array, limits?: ReadLimits) =>
  read(content, limits).diagnostics.map((diagnostic) => diagnostic.code);

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const json = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describe('readManifests', () => {
  it.each<[string, string, string[]]>([
    ['one document', namespace('a'), ['a']],
    ['several documents', `${namespace('a')}---\n${namespace('b')}---\n${namespace('c')}`, ['a', 'b', 'c']],
    ['a licence header and empty documents', `# Copyright\n---\n---\n${namespace('a')}---\n# end\n`, ['a']],
    ['directives and document ends', `%YAML 1.2\n---\n${namespace('a')}...\n---\n${namespace('b')}`, ['a', 'b']],
    ['a comment behind the separator', `--- # first\n${namespace('a')}--- # second\n${namespace('b')}`, ['a', 'b']],
    ['Windows line ends', `${namespace('a')}---\n${namespace('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
    ['a JSON object', JSON.stringify(json('a'), null, 2), ['a']],
    ['a JSON array', JSON.stringify([json('a'), json('b')]), ['a', 'b']],
    ['JSON lines', `${JSON.stringify(json('a'))}\n${JSON.stringify(json('b'))}\n`, ['a', 'b']],
    [
      'pretty-printed JSON objects in a row',
      `${JSON.stringify(json('a'), null, 4)}\n${JSON.stringify(json('b'), null, 4)}`,
      ['a', 'b'],
    ],
    ['a List', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [json('a'), json('b')] }), ['a', 'b']],
    [
      'a typed list whose items leave out what the list says',
      JSON.stringify({ apiVersion: 'v1', kind: 'NamespaceList', items: [{ metadata: { name: 'a' } }] }),
      ['a'],
    ],
    [
      'lists in lists',
      JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        items: [{ kind: 'List', apiVersion: 'v1', items: [json('a')] }, json('b')],
      }),
      ['a', 'b'],
    ],
    ['generateName', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  generateName: job-\n', ['job-generated']],
    ['names that YAML 1.1 takes for booleans', namespace('y'), ['y']],
  ])('reads %s', (_case, content, expected) => {
    expect(names(content)).toEqual(expected);
    expect(codes(content)).toEqual([]);
  });

  it('tells where an object was read from', () => {
    const { objects } = read(`# header\n---\n${namespace('a')}---\n${namespace('b')}`);
    expect(objects.map((object) => object.source)).toEqual([
      { file: 'm.yaml', document: 1, line: 2 },
      { file: 'm.yaml', document: 2, line: 7 },
    ]);
  });

  it('takes YAML 1.1 booleans for booleans only where a boolean belongs', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {enabled: on}}\nspec: {hostNetwork: yes, containers: []}\n';
    expect(read(pod).objects[0]).toMatchObject({
      metadata: { labels: { enabled: 'on' } },
      spec: { hostNetwork: true },
    });
  });

  it.each<[string, string, string, string[]]>([
    ['malformed YAML', `${namespace('a')}---\nkind: [\n---\n${namespace('b')}`, 'YAML.MALFORMED', ['a', 'b']],
    [
      'two objects in one document',
      `${namespace('a')}---\n${namespace('b')}${namespace('c')}`,
      'YAML.MISSING_SEPARATOR',
      ['a'],
    ],
    [
      'a Helm template',
      `{{- if .Values.x }}\n${namespace('a')}{{- end }}\n---\n${namespace('b')}`,
      'DOCUMENT.TEMPLATE',
      ['b'],
    ],
    ['a tag of another tool', `${namespace('a')}---\nx: !Ref y\n`, 'YAML.MALFORMED', ['a']],
    ['a values file', `${namespace('a')}---\nreplicas: 3\n`, 'DOCUMENT.NOT_KUBERNETES', ['a']],
    ['a document that is a text', `${namespace('a')}---\njust words\n`, 'DOCUMENT.NOT_KUBERNETES', ['a']],
    ['no kind', `${namespace('a')}---\napiVersion: v1\nmetadata: {name: x}\n`, 'OBJECT.NO_KIND', ['a']],
    ['no apiVersion', `${namespace('a')}---\nkind: Pod\nmetadata: {name: x}\n`, 'OBJECT.NO_API_VERSION', ['a']],
    ['no name', `${namespace('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {}\n`, 'OBJECT.NO_NAME', ['a']],
    ['no metadata', `${namespace('a')}---\napiVersion: v1\nkind: Pod\n`, 'OBJECT.NO_NAME', ['a']],
    [
      'a name that is a number',
      `${namespace('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: 7}\n`,
      'OBJECT.INVALID_NAME',
      ['a'],
    ],
    ['a name with capitals', namespace('Big'), 'OBJECT.INVALID_NAME', ['Big']],
    [
      'a namespace that is a list',
      `${namespace('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: [y]}\n`,
      'OBJECT.INVALID_NAMESPACE',
      ['a', 'x'],
    ],
    [
      'labels that are numbers',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {v: 1}}\n',
      'OBJECT.INVALID_LABELS',
      ['a'],
    ],
    [
      'labels with bad keys',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {a/b/c: x}}\n',
      'OBJECT.INVALID_LABELS',
      ['a'],
    ],
    [
      'unknown metadata',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, lables: {}}\n',
      'OBJECT.UNKNOWN_METADATA',
      ['a'],
    ],
    [
      'repeated keys',
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n',
      'YAML.DUPLICATE_KEY',
      ['b'],
    ],
    [
      'tabs in a list, which kubectl accepts',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - args:\n        [\n\t\t"x",\n        ]\n',
      'YAML.TABS',
      ['p'],
    ],
    [
      'a separator without line break',
      `${namespace('a')}---kind: Pod\n${namespace('b')}`,
      'YAML.GLUED_SEPARATOR',
      ['a', 'b'],
    ],
    [
      'an old workload',
      'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {}}\n',
      'OBJECT.OLD_API_VERSION',
      ['a'],
    ],
    [
      'an old policy',
      'apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n',
      'OBJECT.WRONG_API_VERSION',
      ['a'],
    ],
    [
      'a policy of a mistaken group',
      'apiVersion: k8sV1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n',
      'OBJECT.WRONG_API_VERSION',
      ['a'],
    ],
  ])('reports %s and goes on', (_case, content, code, expected) => {
    expect(codes(content)).toEqual([code]);
    expect(names(content)).toEqual(expected);
  });

  it('reads a workload of a mistaken group as what is meant', () => {
    const content = 'apiVersion: apps/v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n';
    expect(read(content)).toMatchObject({
      objects: [{ apiVersion: 'v1', kind: 'Pod' }],
      diagnostics: [{ severity: 'warning', field: 'apiVersion' }],
    });
  });

  it('names file, document, line, object and field', () => {
    const { diagnostics } = read(
      `${namespace('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: s, labels: {"-x": y}}\n---\nkind: [\n`,
    );
    expect(diagnostics).toMatchObject([
      {
        severity: 'error',
        source: { file: 'm.yaml', document: 2, line: 5 },
        object: { kind: 'Pod', namespace: 's', name: 'p' },
        field: 'metadata.labels.-x',
      },
      { severity: 'error', source: { file: 'm.yaml', document: 3, line: 9 } },
    ]);
    expect(diagnostics[1]?.message).toMatch(/\(line \d+\)/);
  });

  it('is fatal when there is not one object', () => {
    expect(read('').diagnostics).toMatchObject([{ severity: 'fatal', code: 'INPUT.EMPTY' }]);
    expect(readManifests([], UPLOAD_LIMITS).diagnostics).toMatchObject([{ severity: 'fatal', code: 'INPUT.EMPTY' }]);
  });

  it.each<[string, string]>([
    ['malformed', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {\n'],
    ['without a name', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {}\n'],
    ['inside a template', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{ .x }}\n'],
  ])('never lets a policy that is %s look like no policy', (_case, content) => {
    expect(read(content).lost).toMatchObject([{ kind: 'networking.k8s.io/NetworkPolicy', state: 'TRUNCATED' }]);
  });

  it.each<[string, string, string[]]>([
    [
      'a cut-off dump on one line',
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","meta',
      ['networking.k8s.io/NetworkPolicy'],
    ],
    [
      'a namespace whose labels policies may select',
      'apiVersion: v1\nkind: Namespace\nmetadata: {\n',
      ['core/Namespace'],
    ],
    ['a namespace without a name', 'apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}\n', ['core/Namespace']],
    ['a text that shows no kind', '{"apiVersion": [', ['core/Namespace', 'networking.k8s.io/NetworkPolicy']],
    ['a file that is no text', '\u0000\u0000\u0001', ['core/Namespace', 'networking.k8s.io/NetworkPolicy']],
  ])('counts kinds as incomplete after %s', (_case, content, kinds) => {
    const { lost } = readManifests([{ name: 'm', content: Buffer.from(content) }], UPLOAD_LIMITS);
    expect(lost.map(({ kind }) => kind).filter((kind) => kinds.includes(kind))).toEqual(kinds);
  });

  it.each([
    ['networkPolicy', 'write NetworkPolicy'],
    ['NetworkPolicies', 'write NetworkPolicy'],
    ['FancyNetworkPolicy', undefined],
    ['pods', 'write Pod'],
  ])('names what kind %s was meant to be', (kind, fix) => {
    const { diagnostics } = read(`apiVersion: networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: p}\n`);
    const found = diagnostics.find(({ code }) => code === 'OBJECT.WRONG_KIND')?.message;
    if (fix === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(fix);
  });

  it.each([
    ['a list', '- 1\n- 2\n', 'the number 1'],
    ['a text', 'just words\n', 'the string "just words"'],
    ['a map', 'replicas: 3\n', 'a document with replicas'],
  ])('says what %s is instead of an object', (_case, content, said) => {
    expect(read(content).diagnostics[0]).toMatchObject({
      code: 'DOCUMENT.NOT_KUBERNETES',
      message: expect.stringContaining(said) as string,
    });
  });

  it('loses no kind with a broken Deployment', () => {
    expect(read('apiVersion: apps/v1\nkind: Deployment\nmetadata: {\n').lost).toEqual([]);
  });
});

describe('encodings', () => {
  const text = namespace('a');
  const utf16 = (littleEndian: boolean, mark: boolean) => {
    const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
    return littleEndian ? bytes : bytes.swap16();
  };

  it.each<[string, Uint8Array | string]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['a text with a byte order mark', `\uFEFF${text}`],
    ['UTF-16 LE with a mark', utf16(true, true)],
    ['UTF-16 BE with a mark', utf16(false, true)],
    ['UTF-16 LE without a mark', utf16(true, false)],
    ['UTF-16 BE without a mark', utf16(false, false)],
  ])('reads %s', (_case, content) => {
    expect(names(content)).toEqual(['a']);
  });

  it.each<[string, Uint8Array]>([
    ['broken UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ['an archive', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0x61])],
  ])('refuses %s', (_case, content) => {
    expect(codes(content)).toEqual(['FILE.NOT_TEXT', 'INPUT.EMPTY']);
  });
});

describe('bombs', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const laughs = [
    'a: &a0 [x, x]',
    ...Array.from({ length: 25 }, (_, n) => `b${String(n)}: &a${String(n + 1)} [*a${String(n)}, *a${String(n)}]`),
  ].join('\n');
  const good = `\n---\n${namespace('good')}`;

  it.each<[string, string, string, ReadLimits]>([
    ['aliases in an upload', laughs, 'YAML.ALIASES', UPLOAD_LIMITS],
    ['one harmless alias in an upload', 'a: &x 1\nb: *x', 'YAML.ALIASES', UPLOAD_LIMITS],
    ['aliases that double 25 times in a file', laughs, 'DOCUMENT.TOO_LARGE', { ...FILE_LIMITS, maxNodes: 1_000_000 }],
    ['merge keys of aliases', 'a: &a {k: 1}\nb: {<<: *a}', 'YAML.ALIASES', UPLOAD_LIMITS],
    ['an alias to itself', 'a: &a [*a]', 'YAML.ALIASES', UPLOAD_LIMITS],
    ['an alias to itself in a file', 'a: &a [*a]', 'DOCUMENT.TOO_LARGE', FILE_LIMITS],
    ['flow lists 5,000 deep', `x: ${nested(5000)}`, 'DOCUMENT.TOO_LARGE', UPLOAD_LIMITS],
    ['JSON 100,000 deep', nested(100_000), 'DOCUMENT.TOO_LARGE', UPLOAD_LIMITS],
    [
      'block maps 3,000 deep',
      Array.from({ length: 3000 }, (_, n) => `${' '.repeat(n)}k:`).join('\n'),
      'DOCUMENT.TOO_LARGE',
      UPLOAD_LIMITS,
    ],
  ])('survives %s', (_case, bomb, code, limits) => {
    const { objects, diagnostics } = read(`${bomb}${good}`, limits);
    expect(objects.map((object) => object.metadata.name)).toEqual(['good']);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  it('expands anchors and merge keys people write by hand', () => {
    const content =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels: &l {app: x}\nspec: {containers: []}\nx-copy: {<<: *l}\n';
    expect(names(content, FILE_LIMITS)).toEqual(['p']);
  });

  it('reads 30,000 flow keys and a scalar of a megabyte', () => {
    const keys = Array.from({ length: 30_000 }, (_, n) => `k${String(n)}: ${String(n)}`).join(', ');
    const content = `apiVersion: v1\nkind: Namespace\nmetadata: {name: a, annotations: {big: "${'x'.repeat(1 << 20)}"}}\nspec: {${keys}}\n`;
    expect(names(content)).toEqual(['a']);
  });

  it.each<[string, string]>([
    ['documents', `${namespace('a')}---\n`.repeat(30)],
    [
      'list items',
      JSON.stringify({ kind: 'List', apiVersion: 'v1', items: Array.from({ length: 30 }, () => json('a')) }),
    ],
  ])('stops at the limit of %s and says so', (_case, content) => {
    const { objects, diagnostics } = read(content, { ...UPLOAD_LIMITS, maxObjects: 10 });
    expect(objects).toHaveLength(10);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['FILE.TOO_MANY_DOCUMENTS']);
  });

  it('refuses what is too large before reading it', () => {
    expect(codes('x'.repeat(UPLOAD_LIMITS.maxBytes + 1))).toEqual(['FILE.TOO_LARGE', 'INPUT.EMPTY']);
  });

  it('keeps keys of Object.prototype as data and pollutes nothing', () => {
    const content =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: constructor, labels: {constructor: a}}\n__proto__: {polluted: true}\n';
    expect(names(content)).toEqual(['constructor']);
    expect(
      names('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"},"__proto__":{"polluted":true}}'),
    ).toEqual(['a']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
