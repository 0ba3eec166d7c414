/** An absolute URL, or null when the text is none. (`URL.parse` came with Node 22.1; older releases run us too.) */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
