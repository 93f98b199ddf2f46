import { fail, ok, type Result } from '../../shared/kit/result.ts';
import { type AlertBody, outline, readAlert } from './capAlert.ts';
import { type Refused, why } from './why.ts';
import { decodeXml, parseXml, type XmlElement } from './xmlTree.ts';

/** An entry that only says where its message lies. */
export interface AlertLink {
  readonly href: string;
  /** The entry's own time as it is written: the message behind a link may change. */
  readonly updated: string;
}

export interface CapDocument {
  readonly alerts: readonly AlertBody[];
  readonly links: readonly AlertLink[];
  readonly refused: readonly Refused[];
}

/** Messages as text inside a message: content of type text, escaped or as CDATA. */
const EMBEDDED = /^(?:<\?xml\s|<(?:[\w.-]+:)?alert[\s>])/;

/**
 * CAP 1.1 and 1.2 (OASIS CAP-v1.2): one alert, several one after the other or under a wrapper, or an Atom or RSS feed
 * whose entries hold or link them. Bad alerts are refused by name and the others kept; fails as a whole
 * (feeds.xml.*, feeds.cap.notCap) where the text is no XML within the limits or no such document.
 * `charset`: what the transport says of the encoding.
 */
export function parseCap(bytes: Uint8Array, charset?: string): Result<CapDocument> {
  const text = decodeXml(bytes, charset);
  return text.ok ? parseCapText(text.value) : text;
}

export function parseCapText(text: string): Result<CapDocument> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const found = { alerts: [] as AlertBody[], links: [] as AlertLink[], refused: [] as Refused[] };
  const roots = parsed.value;
  for (const root of roots) collect(root, found, true);
  const known = roots.some((r) => /^(?:alert|feed|rss|RDF)$/.test(r.name));
  if (!known && found.alerts.length + found.refused.length === 0)
    return fail('feeds.cap.notCap', { root: roots[0]?.name.slice(0, 60) ?? '' });
  return ok(found);
}

interface Found {
  readonly alerts: AlertBody[];
  readonly links: AlertLink[];
  readonly refused: Refused[];
}

function collect(element: XmlElement, found: Found, unpack: boolean): void {
  if (element.name === 'alert') {
    const { body, refused } = readAlert(element);
    if (body) found.alerts.push(body);
    found.refused.push(...refused);
    return;
  }
  const before = found.alerts.length + found.refused.length;
  if (unpack && EMBEDDED.test(element.text)) {
    const inner = parseXml(element.text);
    if (inner.ok) for (const root of inner.value) collect(root, found, false);
    else
      found.refused.push({
        why: why(inner.problem.code, inner.problem.params),
        raw: element.text.slice(0, 500),
      });
    return;
  }
  for (const c of element.children) collect(c, found, unpack);
  if (element.name !== 'entry' && element.name !== 'item') return;
  if (found.alerts.length + found.refused.length > before) return;
  const href = linkOf(element);
  if (href === undefined)
    found.refused.push({ why: why('feeds.cap.noAlert'), raw: outline(element) });
  else found.links.push({ href, updated: updatedOf(element) });
}

const updatedOf = (entry: XmlElement) =>
  entry.children.find((c) => ['updated', 'pubDate', 'date'].includes(c.name))?.text ?? '';

/** The link that says it leads to CAP; else the first that does not say it leads to something else. */
function linkOf(entry: XmlElement): string | undefined {
  const links = entry.children
    .filter((c) => ['link', 'enclosure', 'content'].includes(c.name))
    .map((c) => ({
      href: c.attributes.href ?? c.attributes.url ?? c.attributes.src ?? c.text,
      type: (c.attributes.type ?? '').toLowerCase(),
      rel: c.attributes.rel ?? 'alternate',
    }))
    .filter((l) => l.href !== '' && l.href.length <= 2000);
  const cap = links.find((l) => l.type.includes('cap'));
  const plain = links.find(
    (l) => l.rel === 'alternate' && (l.type === '' || l.type.includes('xml')),
  );
  return (cap ?? plain)?.href;
}
