import { XMLParser } from 'fast-xml-parser';
import { fail, ok, type Result } from '../../shared/kit/result.ts';

export const MAX_XML_BYTES = 4 * 1024 * 1024;
export const MAX_DEPTH = 40;
export const MAX_ELEMENTS = 100_000;
/** Longest tag with its attributes, characters. */
const MAX_TAG = 65_536;

/** An element: local name, namespace name ('' for none), text of its own with CDATA, in document order. */
export interface XmlElement {
  readonly name: string;
  readonly ns: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Names of encodings (lower case) that are read; all others are refused rather than guessed. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  gb18030: 'gb18030',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
};

/**
 * The byte order mark counts most, then the XML declaration, then the transport's word. RFC 7303 § 3 has the last two
 * the other way round; but servers that put a wrong charset to every text are common, and ones that recode XML are not.
 */
export function decodeXml(bytes: Uint8Array, charset?: string): Result<string> {
  if (bytes.length > MAX_XML_BYTES) return fail('feeds.xml.tooLarge', { maxBytes: MAX_XML_BYTES });
  const [a, b, c] = bytes;
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  const name =
    a === 0xef && b === 0xbb && c === 0xbf
      ? 'utf-8'
      : a === 0xff && b === 0xfe
        ? 'utf-16le'
        : a === 0xfe && b === 0xff
          ? 'utf-16be'
          : (declared ?? charset ?? 'utf-8').toLowerCase();
  const label = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (label === undefined) return fail('feeds.xml.encoding', { encoding: name.slice(0, 40) });
  try {
    return ok(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch {
    return fail('feeds.xml.encoding', { encoding: name });
  }
}

// XML 1.0 § 2.2: everything below the blank but tab and line ends, lone surrogates, U+FFFE and U+FFFF.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;

/**
 * One pass before the parser sees the text: tags are closed in order, nesting and number of elements are within
 * limits, and there is no DOCTYPE and so no entity of the document's own making.
 */
export function checkXml(text: string): Result<undefined> {
  if (NOT_XML.test(text)) return fail('feeds.xml.character');
  const broken = (at: number) =>
    fail('feeds.xml.broken', { near: text.slice(Math.max(0, at - 20), at + 40) });
  const open: string[] = [];
  let elements = 0;
  for (let i = text.indexOf('<'); i >= 0; i = text.indexOf('<', i)) {
    const skip = text.startsWith('<!--', i)
      ? (['-->', 4] as const)
      : text.startsWith('<![CDATA[', i)
        ? ([']]>', 9] as const)
        : text.startsWith('<?', i)
          ? (['?>', 2] as const)
          : undefined;
    if (skip) {
      const end = text.indexOf(skip[0], i + skip[1]);
      if (end < 0) return broken(i);
      i = end + skip[0].length;
      continue;
    }
    if (text[i + 1] === '!') return fail('feeds.xml.doctype');
    const end = tagEnd(text, i + 1);
    if (end < 0 || end - i > MAX_TAG) return broken(i);
    const closing = text[i + 1] === '/';
    NAME.lastIndex = closing ? i + 2 : i + 1;
    const name = NAME.exec(text)?.[0];
    if (name === undefined) return broken(i);
    if (closing) {
      if (open.pop() !== name) return broken(i);
    } else {
      elements += 1;
      if (elements > MAX_ELEMENTS) return fail('feeds.xml.elements', { max: MAX_ELEMENTS });
      if (open.length >= MAX_DEPTH) return fail('feeds.xml.depth', { max: MAX_DEPTH });
      if (text[end - 1] !== '/') open.push(name);
    }
    i = end + 1;
  }
  return open.length > 0 || elements === 0 ? broken(text.length) : ok(undefined);
}

const NAME = /[^\s<>/=!?'"&]+/y;

/** Where the tag ends; a > inside quotes does not end it. */
function tagEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '>') return i;
    if (c === '<') return -1;
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
  maxNestedTags: MAX_DEPTH + 2,
});

/** The elements at the top of the text (more than one where documents were put one after the other). */
export function parseXml(text: string): Result<readonly XmlElement[]> {
  const checked = checkXml(text);
  if (!checked.ok) return checked;
  try {
    return ok(elementsOf(parser.parse(text) as Raw[], { '': '' }));
  } catch (error) {
    return fail('feeds.xml.broken', { near: error instanceof Error ? error.message : '' });
  }
}

type Raw = Readonly<Record<string, unknown>>;
type Scope = Readonly<Record<string, string>>;

function elementsOf(nodes: readonly Raw[], scope: Scope): XmlElement[] {
  const out: XmlElement[] = [];
  for (const node of nodes) {
    const tag = Object.keys(node).find((key) => key !== ':@') ?? '#text';
    if (tag.startsWith('#') || tag.startsWith('?')) continue;
    const inner = node[tag] as readonly Raw[];
    const attributes: Record<string, string> = {};
    let own = scope;
    for (const [name, value] of Object.entries((node[':@'] as Raw | undefined) ?? {})) {
      attributes[name] = decodeEntities(String(value));
      if (name === 'xmlns') own = { ...own, '': attributes[name] };
      else if (name.startsWith('xmlns:')) own = { ...own, [name.slice(6)]: attributes[name] };
    }
    const colon = tag.indexOf(':');
    const prefix = colon < 0 ? '' : tag.slice(0, colon);
    out.push({
      name: tag.slice(colon + 1),
      ns: Object.hasOwn(own, prefix) ? (own[prefix] as string) : '',
      attributes,
      children: elementsOf(inner, own),
      text: textOf(inner).trim(),
    });
  }
  return out;
}

function textOf(nodes: readonly Raw[]): string {
  let text = '';
  for (const node of nodes) {
    if ('#text' in node) text += decodeEntities(String(node['#text']));
    else if ('#cdata' in node)
      for (const part of node['#cdata'] as readonly Raw[]) text += String(part['#text'] ?? '');
  }
  return text;
}

const PREDEFINED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The five predefined entities and numeric references, once. Any other stays as it is written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (_, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return PREDEFINED[name] as string;
      const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
      const char = code > 0x10ffff ? '' : String.fromCodePoint(code);
      return char === '' || NOT_XML.test(char) ? '\ufffd' : char;
    },
  );
}

/** The first child of that name in the parent's own namespace. */
export function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((c) => c.name === name && c.ns === parent.ns);
}

export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((c) => c.name === name && c.ns === parent.ns);
}

/** Text of that child; undefined where it is missing or empty. */
export function childText(parent: XmlElement, name: string): string | undefined {
  return child(parent, name)?.text || undefined;
}
