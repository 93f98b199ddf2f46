import { type Payload, vocabulary } from '../../shared/events/vocabulary.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { parseTime } from '../../shared/time/time.ts';
import { levelOf } from './capLevel.ts';
import { type Refused, why } from './why.ts';
import { childrenOf, childText, type XmlElement } from './xmlTree.ts';

export type AlertBody = Payload<'alert.received'>;
type Area = AlertBody['areas'][number];

/** Namespace names of CAP 1.1 and 1.2 (OASIS). A message without a namespace is taken as one of them. */
const CAP_NS = /^(?:urn:oasis:names:tc:emergency:cap:1\.[12])?$/;
const STATUS = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
const MSG_TYPE = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
/** Worst first. */
const SEVERITY = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;

const MAX_TEXT = 10_000;
const MAX = { areas: 200, polygons: 50, points: 5000, geocodes: 500, references: 200 };
/** Half of the earth's girth: no circle on it is wider. */
const MAX_RADIUS_KM = 20_038;

class Unfit extends Error {}

export interface ReadAlert {
  readonly body: AlertBody | undefined;
  /** The whole message (body undefined) or parts of it that were left out. */
  readonly refused: readonly Refused[];
}

/**
 * One CAP message. Words and level come from one info block: of those in Chinese (else of the first one's
 * language) the most severe; blocks of the same language that say the same about other areas add their areas. A message
 * without identifier, sender, sent, status, msgType or (alerts and updates) info is refused. A shape or a time
 * that cannot be read is left out by name and the message is kept: its text still warns.
 */
export function readAlert(alert: XmlElement): ReadAlert {
  const refused: Refused[] = [];
  const raw = outline(alert);
  const note = (code: string, params?: Record<string, string | number>, detail = raw) =>
    refused.push({ why: why(code, params), raw: detail.slice(0, 500) });
  try {
    return { body: bodyOf(alert, note), refused };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { body: undefined, refused: [{ why: error.message, raw }] };
  }
}

type Note = (code: string, params?: Record<string, string | number>, detail?: string) => void;

function unfit(code: string, params?: Record<string, string | number>): never {
  throw new Unfit(why(code, params));
}

function bodyOf(alert: XmlElement, note: Note): AlertBody {
  if (!CAP_NS.test(alert.ns)) unfit('feeds.cap.namespace', { ns: alert.ns.slice(0, 100) });
  const need = (field: string) => childText(alert, field) ?? unfit('feeds.cap.missing', { field });
  const status = oneOf(STATUS, need('status')) ?? unfit('feeds.cap.badField', { field: 'status' });
  const msgType =
    oneOf(MSG_TYPE, need('msgType')) ?? unfit('feeds.cap.badField', { field: 'msgType' });
  const sentAt = parseTime(need('sent')) ?? unfit('feeds.cap.badField', { field: 'sent' });

  const infos = childrenOf(alert, 'info');
  const main = mainInfo(infos);
  if (main === undefined && (msgType === 'Alert' || msgType === 'Update'))
    unfit('feeds.cap.missing', { field: 'info' });
  const areas: Area[] = [];
  for (const info of infos) {
    if (main === undefined || languageOf(info) !== languageOf(main)) continue;
    if (saying(info) !== saying(main)) {
      note(
        'feeds.cap.otherInfo',
        { event: (childText(info, 'event') ?? '').slice(0, 100) },
        outline(info),
      );
      continue;
    }
    for (const area of childrenOf(info, 'area')) areas.push(...readArea(area, note));
  }
  const english = infos.find((i) => languageOf(i).startsWith('en'));
  const time = (field: string): number | undefined => {
    const text = main && childText(main, field);
    const t = text === undefined ? undefined : parseTime(text);
    if (text !== undefined && t === undefined)
      note('feeds.cap.timeLeftOut', { field }, `${field}: ${text}`);
    return t;
  };
  const words = (field: string) => clip(main && childText(main, field));
  const event = words('event') ?? '';
  const headline = words('headline') ?? event;
  const references = referencesOf(childText(alert, 'references'), note);
  const eventCode = main && pairs(main, 'eventCode')[0]?.value;
  const body: { [K in keyof AlertBody]: AlertBody[K] | undefined } = {
    identifier: need('identifier'),
    sender: need('sender'),
    status,
    msgType,
    event,
    eventCode: eventCode?.slice(0, 40) || undefined,
    level:
      main &&
      levelOf(
        pairs(main, 'parameter'),
        [event, headline === event ? '' : headline].filter(Boolean),
      ),
    severity: oneOf(SEVERITY, words('severity')) ?? 'Unknown',
    certainty: words('certainty')?.slice(0, 40),
    urgency: words('urgency')?.slice(0, 40),
    headline,
    headlineEn:
      english === undefined || english === main ? undefined : clip(childText(english, 'headline')),
    description: words('description'),
    instruction: words('instruction'),
    sentAt,
    effectiveAt: time('effective'),
    onsetAt: time('onset'),
    expiresAt: time('expires'),
    references: references.length === 0 ? undefined : references,
    areas: limited(areas, MAX.areas, 'area', note),
  };
  const checked = vocabulary['alert.received'].safeParse(
    Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
  );
  if (checked.success) return checked.data;
  return unfit('feeds.cap.badField', { field: checked.error.issues[0]?.path.join('.') ?? '' });
}

/** CAP 1.2 § 3.2.2: without a language it is en-US. */
const languageOf = (info: XmlElement) => (childText(info, 'language') ?? 'en-US').toLowerCase();
const severityRank = (info: XmlElement) =>
  SEVERITY.indexOf(oneOf(SEVERITY, childText(info, 'severity')) ?? 'Unknown');

function mainInfo(infos: readonly XmlElement[]): XmlElement | undefined {
  const first = infos.find((i) => languageOf(i).startsWith('zh')) ?? infos[0];
  if (first === undefined) return undefined;
  return infos
    .filter((i) => languageOf(i) === languageOf(first))
    .reduce((a, b) => (severityRank(b) < severityRank(a) ? b : a));
}

/** What a block says, without where. */
function saying(info: XmlElement): string {
  const level = levelOf(pairs(info, 'parameter'), [
    childText(info, 'event') ?? '',
    childText(info, 'headline') ?? '',
  ]);
  const parts = ['event', 'severity', 'certainty', 'urgency', 'effective', 'onset', 'expires'].map(
    (field) => childText(info, field),
  );
  return JSON.stringify([...parts, level ?? null]);
}

function readArea(area: XmlElement, note: Note): Area[] {
  const desc = clip(childText(area, 'areaDesc')) ?? '';
  const polygons: LonLat[][] = [];
  for (const polygon of childrenOf(area, 'polygon')) {
    if (polygon.text === '') continue;
    const ring = readRing(polygon.text);
    if (ring) polygons.push(ring);
    else
      note('feeds.cap.shapeLeftOut', { shape: 'polygon', area: desc.slice(0, 100) }, polygon.text);
  }
  const circles: NonNullable<Area['circle']>[] = [];
  for (const element of childrenOf(area, 'circle')) {
    if (element.text === '') continue;
    const circle = readCircle(element.text);
    if (circle) circles.push(circle);
    else
      note('feeds.cap.shapeLeftOut', { shape: 'circle', area: desc.slice(0, 100) }, element.text);
  }
  const geocodes = pairs(area, 'geocode')
    .map((g) => g.value)
    .filter((value) => value !== '' && value.length <= 40);
  const [circle, ...more] = circles;
  return [
    {
      desc,
      ...(geocodes.length === 0
        ? {}
        : { geocodes: limited(geocodes, MAX.geocodes, 'geocode', note) }),
      ...(polygons.length === 0
        ? {}
        : { polygons: limited(polygons, MAX.polygons, 'polygon', note) }),
      ...(circle === undefined ? {} : { circle }),
    },
    ...more.map((c) => ({ desc, circle: c })),
  ];
}

/** "lat,lon" in degrees, WGS 84 → [lon, lat]. */
function readPoint(text: string): LonLat | undefined {
  const m = /^([+-]?\d{1,3}(?:\.\d{1,20})?),([+-]?\d{1,3}(?:\.\d{1,20})?)$/.exec(text);
  if (!m) return undefined;
  const lat = Number(m[1]);
  const lon = Number(m[2]);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : undefined;
}

/** "lat,lon lat,lon …" → a closed ring; undefined where a pair is none or fewer than three differ. */
function readRing(text: string): LonLat[] | undefined {
  const ring: LonLat[] = [];
  for (const pair of text.split(/\s+/)) {
    const point = readPoint(pair);
    if (point === undefined || ring.length >= MAX.points) return undefined;
    ring.push(point);
  }
  if (new Set(ring.map(String)).size < 3) return undefined;
  const [first] = ring as [LonLat];
  if (String(first) !== String(ring.at(-1))) ring.push([first[0], first[1]]);
  return ring.length > MAX.points ? undefined : ring;
}

/** "lat,lon radius", the radius in km. */
function readCircle(text: string): Area['circle'] {
  const [pair = '', radius = '', ...rest] = text.split(/\s+/);
  const center = readPoint(pair);
  const radiusKm = /^\d{1,5}(?:\.\d{1,20})?$/.test(radius) ? Number(radius) : undefined;
  if (center === undefined || radiusKm === undefined || radiusKm > MAX_RADIUS_KM || rest.length > 0)
    return undefined;
  return { center, radiusM: radiusKm * 1000 };
}

/** "sender,identifier,sent sender,identifier,sent …" → identifiers. */
function referencesOf(text: string | undefined, note: Note): string[] {
  const found: string[] = [];
  for (const triple of text?.split(/\s+/) ?? []) {
    const parts = triple.split(',');
    const identifier = parts.slice(1, -1).join(',');
    if (identifier === '' || identifier.length > 200)
      note('feeds.cap.referenceLeftOut', { reference: triple.slice(0, 100) });
    else if (!found.includes(identifier) && found.length <= MAX.references) found.push(identifier);
  }
  return limited(found, MAX.references, 'reference', note);
}

function pairs(parent: XmlElement, name: string): { name: string; value: string }[] {
  return childrenOf(parent, name).map((p) => ({
    name: childText(p, 'valueName') ?? '',
    value: childText(p, 'value') ?? '',
  }));
}

function oneOf<T extends string>(list: readonly T[], value: string | undefined): T | undefined {
  return list.find((item) => item.toLowerCase() === value?.toLowerCase());
}

function clip(text: string | undefined): string | undefined {
  return text === undefined || text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}

function limited<T>(list: T[], max: number, what: string, note: Note): T[] {
  if (list.length <= max) return list;
  note('feeds.cap.tooMany', { what, count: list.length, max });
  return list.slice(0, max);
}

/** The beginning of an element in words, for the desk. */
export function outline(element: XmlElement): string {
  const parts: string[] = [];
  for (const c of element.children) {
    if (parts.length >= 12) break;
    if (c.text !== '') parts.push(`${c.name}: ${c.text.slice(0, 80)}`);
  }
  return `<${element.name}> ${parts.join('; ') || element.text.slice(0, 200)}`.slice(0, 500);
}
