/** Text of a file, or why it is none. */
export type DecodedText =
  { readonly text: string; readonly problem?: never } | { readonly problem: string; readonly text?: never };

/** Decodes UTF-8 and UTF-16 with or without a byte order mark, as YAML demands. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\u0000')) return { problem: 'it holds NUL characters, so it is not a text file' };
    return { text };
  } catch {
    return { problem: `it is not valid ${encoding.toUpperCase()} text; save it as UTF-8` };
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Manifests begin with ASCII, so without a mark a NUL in the first pair tells the byte order.
  if (bytes.length >= 4 && first !== 0 && second === 0 && bytes[3] === 0) return 'utf-16le';
  if (bytes.length >= 4 && first === 0 && second !== 0 && bytes[2] === 0) return 'utf-16be';
  return 'utf-8';
}
