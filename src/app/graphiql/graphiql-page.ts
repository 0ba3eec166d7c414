/** What the page and everything below it may load: files of this service, and the fonts inside GraphiQL's style sheet. */
export const GRAPHIQL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The editor and its dialogs write style elements while they run.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/graphiql`. Addresses are relative, so that it also works behind a path prefix. */
export const GRAPHIQL_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="robots" content="noindex" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fenceline GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="graphiql/graphiql.min.css" />
    <link rel="stylesheet" href="graphiql/page.css" />
  </head>
  <body>
    <div id="graphiql">Loading…</div>
    <script src="graphiql/react.production.min.js"></script>
    <script src="graphiql/react-dom.production.min.js"></script>
    <script src="graphiql/graphiql.min.js"></script>
    <script src="graphiql/page.js"></script>
  </body>
</html>
`;

/** Style of the page around GraphiQL. */
export const GRAPHIQL_STYLE = `body { margin: 0; }
#graphiql { height: 100vh; }
`;

/**
 * Starts GraphiQL. The API key stays in the open page: GraphiQL would remember the headers of past queries in the
 * browser's storage, so it gets a storage that ends with the page.
 */
export const GRAPHIQL_SCRIPT = `const kept = new Map();
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: 'graphql' }),
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
      get length() {
        return kept.size;
      },
    },
    defaultQuery: [
      '# Put an API key into the Headers tab below, then run this query:',
      '#   { "Authorization": "Bearer fl_..." }',
      '{',
      '  clusters(first: 10) {',
      '    nodes { id name state }',
      '  }',
      '}',
      '',
    ].join('\\n'),
  }),
);
`;
