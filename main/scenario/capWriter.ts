import type { Payload } from '../../shared/events/vocabulary.ts';
import { formatIso } from '../../shared/time/time.ts';

type Alert = Payload<'alert.received'>;

const xmlText = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
const tag = (name: string, value: string | number | undefined) =>
  value === undefined ? '' : `<${name}>${xmlText(String(value))}</${name}>`;
const colours = ['', 'Red', 'Orange', 'Yellow', 'Blue'] as const;

/** A warning as a CAP 1.2 message (OASIS CAP-v1.2), as a warning centre would serve it. */
export function capXml(alert: Alert): string {
  const info = (lang: string, headline: string) =>
    `<info>${tag('language', lang)}<category>Safety</category>${tag('event', alert.event)}${tag('urgency', alert.urgency ?? 'Unknown')}${tag('severity', alert.severity)}${tag('certainty', alert.certainty ?? 'Unknown')}${
      alert.eventCode
        ? `<eventCode><valueName>code</valueName>${tag('value', alert.eventCode)}</eventCode>`
        : ''
    }${alert.effectiveAt === undefined ? '' : tag('effective', formatIso(alert.effectiveAt))}${alert.onsetAt === undefined ? '' : tag('onset', formatIso(alert.onsetAt))}${alert.expiresAt === undefined ? '' : tag('expires', formatIso(alert.expiresAt))}${tag('senderName', alert.sender)}${tag('headline', headline)}${tag('description', alert.description)}${tag('instruction', alert.instruction)}${
      alert.level === undefined
        ? ''
        : `<parameter><valueName>ColorCode</valueName>${tag('value', colours[alert.level])}</parameter>`
    }${alert.areas.map(area).join('')}</info>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${tag('identifier', alert.identifier)}${tag('sender', alert.sender)}${tag('sent', formatIso(alert.sentAt))}${tag('status', alert.status)}${tag('msgType', alert.msgType)}<scope>Public</scope>${
    alert.references && alert.references.length > 0
      ? tag(
          'references',
          alert.references
            .map((id) => `${alert.sender},${id},${formatIso(alert.sentAt)}`)
            .join(' '),
        )
      : ''
  }${info('zh-CN', alert.headline)}${alert.headlineEn ? info('en-US', alert.headlineEn) : ''}</alert>`;
}

function area(a: Alert['areas'][number]): string {
  const polygons = (a.polygons ?? [])
    .map((ring) => tag('polygon', ring.map(([lon, lat]) => `${lat},${lon}`).join(' ')))
    .join('');
  const circle = a.circle
    ? tag('circle', `${a.circle.center[1]},${a.circle.center[0]} ${a.circle.radiusM / 1000}`)
    : '';
  const codes = (a.geocodes ?? [])
    .map((code) => `<geocode><valueName>GB/T 2260</valueName>${tag('value', code)}</geocode>`)
    .join('');
  return `<area>${tag('areaDesc', a.desc)}${polygons}${circle}${codes}</area>`;
}

/** The warnings given so far as an Atom feed with the messages inside. */
export function capFeed(alerts: readonly Alert[], updatedAt: number): string {
  const entries = alerts
    .map(
      (a) =>
        `<entry>${tag('id', a.identifier)}${tag('title', a.headline)}${tag('updated', formatIso(a.sentAt))}<content type="application/cap+xml">${capXml(a).replace(/^<\?xml[^>]*\?>\s*/, '')}</content></entry>`,
    )
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:sandtable:scenario:warnings</id><title>warnings</title>${tag('updated', formatIso(updatedAt))}${entries}</feed>`;
}
