import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelOf } from './capLevel.ts';
import { parseCap, parseCapText } from './capXml.ts';
import { decodeEntities, MAX_DEPTH, MAX_ELEMENTS } from './xmlTree.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => {
  const got = parseCapText(text);
  if (!got.ok) throw new Error(got.problem.code);
  return got.value;
};
const codeOf = (input: Uint8Array | string) => {
  const got = parseCap(typeof input === 'string' ? bytes(input) : input);
  return got.ok ? undefined : got.problem.code;
};

const info = (inner = '', lang = 'zh-CN', event = '暴雨') =>
  `<info><language>${lang}</language><category>Met</category><event>${event}</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>${inner}</info>`;
const area = (inner: string) => `<area><areaDesc>巫山县</areaDesc>${inner}</area>`;
const alert = (inner = info(), over: Record<string, string> = {}) => {
  const head = {
    identifier: 'a1',
    sender: 'cq@example',
    sent: '2015-06-24T18:40:00+08:00',
    status: 'Actual',
    msgType: 'Alert',
    ...over,
  };
  const tags = Object.entries(head).map(([k, v]) => (v === '' ? '' : `<${k}>${v}</${k}>`));
  return `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${tags.join('')}<scope>Public</scope>${inner}</alert>`;
};
const one = (text: string) => {
  const { alerts, refused } = read(text);
  expect(refused).toEqual([]);
  expect(alerts).toHaveLength(1);
  return alerts[0] as NonNullable<(typeof alerts)[0]>;
};

describe('one alert', () => {
  it('reads words, times, shapes, codes and references', () => {
    const body = one(
      alert(
        `<references>x@y,old-1,2015-06-24T10:00:00+08:00 x@y,old-2,2015-06-24T11:00:00+08:00</references>${info(
          `<eventCode><valueName>GB</valueName><value>11B03</value></eventCode><effective>2015-06-24T18:40:00+08:00</effective><onset>2015-06-24T19:00:00+08:00</onset><expires>2015-06-25T18:40:00+08:00</expires><headline>巫山县发布暴雨红色预警</headline><description>雨 &lt;50 mm &amp; 风 &#x4E00;&#19968;</description>${area(
            '<polygon>31,109 31.2,109 31.2,109.5 31,109</polygon><circle>31.07,109.87 5.5</circle><circle>31,109 0</circle><geocode><valueName>GB/T 2260</valueName><value>500237</value></geocode>',
          )}`,
        )}${info('<headline>Red rainstorm warning</headline>', 'en-US', 'rainstorm')}`,
      ),
    );
    expect(body).toEqual({
      identifier: 'a1',
      sender: 'cq@example',
      status: 'Actual',
      msgType: 'Alert',
      event: '暴雨',
      eventCode: '11B03',
      level: 1,
      severity: 'Severe',
      certainty: 'Likely',
      urgency: 'Expected',
      headline: '巫山县发布暴雨红色预警',
      headlineEn: 'Red rainstorm warning',
      description: '雨 <50 mm & 风 一一',
      sentAt: 1_435_142_400_000,
      effectiveAt: 1_435_142_400_000,
      onsetAt: 1_435_142_400_000 + 20 * 60_000,
      expiresAt: 1_435_142_400_000 + 86_400_000,
      references: ['old-1', 'old-2'],
      areas: [
        {
          desc: '巫山县',
          geocodes: ['500237'],
          polygons: [
            [
              [109, 31],
              [109, 31.2],
              [109.5, 31.2],
              [109, 31],
            ],
          ],
          circle: { center: [109.87, 31.07], radiusM: 5500 },
        },
        { desc: '巫山县', circle: { center: [109, 31], radiusM: 0 } },
      ],
    });
  });

  it('takes prefixes, CAP 1.1, no namespace, and refuses other namespaces', () => {
    const prefixed = alert()
      .replace('xmlns=', 'xmlns:cap=')
      .replaceAll(/<(\/?)(?=[a-zA-Z])/g, '<$1cap:');
    expect(one(prefixed).identifier).toBe('a1');
    expect(one(alert().replace('cap:1.2', 'cap:1.1')).identifier).toBe('a1');
    expect(one(alert().replace(/ xmlns="[^"]*"/, '')).identifier).toBe('a1');
    const other = read(alert().replace('cap:1.2', 'cap:9'));
    expect(other.alerts).toEqual([]);
    expect(other.refused[0]?.why).toContain('feeds.cap.namespace');
    // An extension's element of the same name is not the message's own.
    expect(one(alert(`<x:info xmlns:x="urn:x"><x:event>z</x:event></x:info>${info()}`)).event).toBe(
      '暴雨',
    );
  });

  it('refuses what lacks the necessary and keeps the others', () => {
    for (const field of ['identifier', 'sender', 'sent', 'status', 'msgType']) {
      const { alerts, refused } = read(
        `<alerts>${alert(info(), { [field]: '' })}${alert()}</alerts>`,
      );
      expect(alerts).toHaveLength(1);
      expect(refused).toHaveLength(1);
      expect(refused[0]?.why).toContain(field);
      expect(refused[0]?.raw.length).toBeGreaterThan(5);
    }
    for (const [field, value] of [
      ['sent', 'yesterday'],
      ['sent', '2015-02-30T00:00:00+08:00'],
      ['status', 'Real'],
      ['msgType', 'Hello'],
      ['identifier', 'x'.repeat(201)],
    ] as const)
      expect(read(alert(info(), { [field]: value })).alerts).toEqual([]);
    expect(read(alert('')).refused[0]?.why).toContain('info');
    // A cancellation needs no info.
    expect(one(alert('', { msgType: 'Cancel' }))).toMatchObject({ msgType: 'Cancel', areas: [] });
  });

  it('leaves out bad shapes and times by name and keeps the warning', () => {
    for (const [shape, text] of [
      ['polygon', '106.5,29.5 106.6,29.5 106.6,29.6 106.5,29.5'],
      ['polygon', '31,109 31.2,109'],
      ['polygon', '31,109 31,109 31,109 31,109'],
      ['polygon', 'NaN,1 2,3 4,5 NaN,1'],
      ['polygon', '31 109 31 110'],
      ['polygon', Array.from({ length: 6000 }, (_, i) => `31.${i},109`).join(' ')],
      ['circle', '31,109'],
      ['circle', '31,109 -5'],
      ['circle', '31,109 1e9'],
      ['circle', '31,109 99999'],
      ['circle', '31,190 5'],
    ] as const) {
      const { alerts, refused } = read(alert(info(area(`<${shape}>${text}</${shape}>`))));
      expect(alerts[0]?.areas).toEqual([{ desc: '巫山县' }]);
      expect(refused).toHaveLength(1);
      expect(refused[0]?.why).toContain('feeds.cap.shapeLeftOut');
    }
    const { alerts, refused } = read(alert(info('<expires>soon</expires>')));
    expect(alerts[0]).not.toHaveProperty('expiresAt');
    expect(refused[0]).toMatchObject({ raw: 'expires: soon' });
    // An open ring is closed.
    const ring = one(alert(info(area('<polygon>31,109 31.2,109 31.2,109.5</polygon>')))).areas[0];
    expect(ring?.polygons?.[0]).toHaveLength(4);
  });

  it('takes the most severe of its language, adds areas of the same statement, names what it leaves out', () => {
    const other = info(area(''), 'zh-CN', '大风').replace('Severe', 'Extreme');
    const { alerts, refused } = read(
      alert(`${info(area(''))}${other}${other.replace('巫山', '奉节')}`),
    );
    expect(alerts[0]).toMatchObject({
      event: '大风',
      severity: 'Extreme',
      areas: [{ desc: '巫山县' }, { desc: '奉节县' }],
    });
    expect(refused).toHaveLength(1);
    expect(refused[0]?.why).toContain('暴雨');
  });

  it('limits what is too many', () => {
    const { alerts, refused } = read(alert(info(area('').repeat(300))));
    expect(alerts[0]?.areas).toHaveLength(200);
    expect(refused[0]?.why).toContain('feeds.cap.tooMany');
  });
});

describe('level', () => {
  const level = (text: string, name = '', value = '') => levelOf([{ name, value }], [text]);
  it('comes from colours only', () => {
    expect(level('巫山县发布暴雨红色预警')).toBe(1);
    expect(level('橙色暴雨预警信号')).toBe(2);
    expect(level('地质灾害气象风险黄色预警(Ⅲ级)')).toBe(3);
    expect(level('高温蓝色预警')).toBe(4);
    expect(level('由暴雨黄色预警升级为橙色预警')).toBe(2);
    expect(level('rain', 'ColorCode', 'Orange')).toBe(2);
    expect(level('rain', 'awareness_level', '4; red; Extreme')).toBe(1);
    expect(level('rain', '预警级别', '蓝色')).toBe(4);
  });
  it('is missing rather than wrong', () => {
    for (const text of [
      '黄河流域暴雨预警',
      '红色旅游景区管理办公室公告',
      'Red Flag Warning',
      '黄色预警与橙色预警并存',
      '暴雨预警',
    ])
      expect(level(text)).toBeUndefined();
    expect(level('rain', 'river', 'Red')).toBeUndefined();
    expect(level('rain', 'level', 'Severe')).toBeUndefined();
    expect(level('rain', 'ColorCode', 'red or orange')).toBeUndefined();
    expect(one(alert(info('<headline>Extreme rain</headline>'))).level).toBeUndefined();
  });
});

describe('several in one text', () => {
  const entry = (inner: string) =>
    `<entry><id>x</id><updated>2015-06-24T18:40:00Z</updated>${inner}</entry>`;
  const feed = (inner: string) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>${inner}</feed>`;

  it('reads Atom with embedded, escaped and linked alerts', () => {
    const escaped = alert(info(), { identifier: 'a2' })
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;');
    const { alerts, links, refused } = read(
      feed(
        entry(`<content type="application/cap+xml">${alert()}</content>`) +
          entry(`<content type="text">${escaped}</content>`) +
          entry(`<content><![CDATA[${alert(info(), { identifier: 'a3' })}]]></content>`) +
          entry(
            '<link href="page.html" type="text/html"/><link href="a4.cap" type="application/cap+xml"/>',
          ) +
          entry('<link rel="alternate" href="a5"/>') +
          entry('<summary>nothing</summary>'),
      ),
    );
    expect(alerts.map((a) => a.identifier)).toEqual(['a1', 'a2', 'a3']);
    expect(links).toEqual([
      { href: 'a4.cap', updated: '2015-06-24T18:40:00Z' },
      { href: 'a5', updated: '2015-06-24T18:40:00Z' },
    ]);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.why).toBe('feeds.cap.noAlert');
  });

  it('reads RSS, wrappers and documents one after the other', () => {
    expect(
      read(
        '<rss><channel><item><title>t</title><link>https://a/b.xml</link></item></channel></rss>',
      ).links,
    ).toEqual([{ href: 'https://a/b.xml', updated: '' }]);
    expect(read(`${alert()}\n${alert()}`).alerts).toHaveLength(2);
    expect(read(`<EDXL><contentObject>${alert()}</contentObject></EDXL>`).alerts).toHaveLength(1);
    expect(read(feed('')).alerts).toEqual([]);
  });

  it('does not take a web page for an empty feed', () => {
    expect(codeOf('<html><body>login</body></html>')).toBe('feeds.cap.notCap');
    expect(codeOf('Service unavailable')).toBe('feeds.xml.broken');
    expect(codeOf('')).toBe('feeds.xml.broken');
  });
});

describe('encodings', () => {
  it('reads GBK by its declaration, BOM and UTF-16', () => {
    // 巫山 in GBK: CE D7 C9 BD.
    const text = alert(info('<headline>@@</headline>').replaceAll('暴雨', 'rain'));
    const ascii = `<?xml version="1.0" encoding="GBK"?>${text}`;
    const at = ascii.indexOf('@@');
    const gbk = new Uint8Array([
      ...bytes(ascii.slice(0, at)),
      0xce,
      0xd7,
      0xc9,
      0xbd,
      ...bytes(ascii.slice(at + 2)),
    ]);
    const headline = (input: Uint8Array, charset?: string) => {
      const got = parseCap(input, charset);
      return got.ok ? got.value.alerts[0]?.headline : got.problem.code;
    };
    expect(headline(gbk)).toBe('巫山');
    // A server's wrong word does not turn it into rubbish.
    expect(headline(gbk, 'ISO-8859-1')).toBe('巫山');
    expect(headline(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(text)]))).toBe('@@');
    expect(headline(new Uint8Array(Buffer.from(`\ufeff${alert()}`, 'utf16le')))).toBe('暴雨');
    expect(headline(gbk.subarray(ascii.indexOf('?>') + 2))).toBe('feeds.xml.encoding');
    expect(codeOf('<?xml version="1.0" encoding="EBCDIC-CP-US"?><alert/>')).toBe(
      'feeds.xml.encoding',
    );
    expect(codeOf('<?xml version="1.0" encoding="__proto__"?><alert/>')).toBe('feeds.xml.encoding');
  });
});

describe('hostile text', () => {
  const timed = (run: () => unknown) => {
    const before = performance.now();
    run();
    return performance.now() - before;
  };

  it('refuses entities, external ones and any DOCTYPE', () => {
    const lol = Array.from(
      { length: 10 },
      (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
    ).join('');
    expect(
      codeOf(`<!DOCTYPE a [<!ENTITY l0 "lol">${lol}]>${alert(info('<headline>&l10;</headline>'))}`),
    ).toBe('feeds.xml.doctype');
    expect(
      codeOf(
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${alert()}`,
      ),
    ).toBe('feeds.xml.doctype');
    expect(codeOf(`<!doctype html>${alert()}`)).toBe('feeds.xml.doctype');
    expect(codeOf(alert('<!ENTITY a "b">'))).toBe('feeds.xml.doctype');
    // Inside a comment or CDATA it is only words.
    expect(
      one(
        alert(
          `<!-- <!DOCTYPE x> -->${info('<description><![CDATA[<!DOCTYPE x> &amp;]]></description>')}`,
        ),
      ).description,
    ).toBe('<!DOCTYPE x> &amp;');
  });

  it('decodes only the predefined and numeric entities, once', () => {
    expect(
      decodeEntities('&amp;lt; &quot;&apos; &#65;&#x42; &foo; & &#0; &#x110000; &#xD800;'),
    ).toBe('&lt; "\' AB &foo; & \ufffd \ufffd \ufffd');
  });

  it('limits nesting, elements and size before it parses', () => {
    const deep = (n: number) => `${'<a>'.repeat(n)}${'</a>'.repeat(n)}`;
    expect(codeOf(deep(100_000))).toBe('feeds.xml.depth');
    expect(codeOf(deep(MAX_DEPTH + 1))).toBe('feeds.xml.depth');
    expect(codeOf(deep(MAX_DEPTH))).toBe('feeds.cap.notCap');
    expect(codeOf(`<feed>${'<a/>'.repeat(MAX_ELEMENTS)}</feed>`)).toBe('feeds.xml.elements');
    expect(codeOf(new Uint8Array(20 * 1024 * 1024).fill(0x61))).toBe('feeds.xml.tooLarge');
    const escaped = (n: number) =>
      `<feed><entry><content>&lt;alert&gt;${'&lt;a&gt;'.repeat(n)}</content></entry></feed>`;
    expect(read(escaped(1000)).refused[0]?.why).toContain('feeds.xml.depth');
  });

  it('refuses the truncated, at every byte, and never throws', () => {
    const text = alert(info(area('<polygon>31,109 31.2,109 31.2,109.5 31,109</polygon>')));
    for (let n = 0; n < text.length; n++) expect(parseCapText(text.slice(0, n)).ok).toBe(false);
    expect(parseCapText(text).ok).toBe(true);
    for (const bad of [
      '<a></b>',
      '<a',
      '<a b="',
      '<a b=">',
      '< a/>',
      '<>',
      '</a>',
      '<a/></a>',
      '<!--',
      '<a><![CDATA[</a>',
      '<?xml',
      '<a><b></a></b>',
      '<constructor/>',
      '<__proto__><alert/></__proto__>',
      '<alert __proto__="1" constructor="2"/>',
      '<alert><identifier/><info/></alert>',
      '<alert xmlns:__proto__="x"><__proto__:info/></alert>',
    ])
      expect(() => parseCapText(bad)).not.toThrow();
    expect(({} as Record<string, unknown>).alert).toBeUndefined();
  });

  it('refuses NUL and other characters that XML does not allow', () => {
    for (const char of ['\0', '\u0001', '\u001b', '\uffff'])
      expect(codeOf(alert(info(`<headline>a${char}</headline>`)))).toBe('feeds.xml.character');
    expect(one(alert(info('<headline>a\tb🌊</headline>'))).headline).toBe('a\tb🌊');
  });

  it('stays quick on what is made to be slow', () => {
    const mb = 2_000_000;
    const fill = (unit: string) => unit.repeat(Math.floor(mb / unit.length));
    for (const text of [
      alert(info(`<description>${fill('&amp;')}</description>`)),
      alert(info(`<headline>${fill('红色')}</headline>`)),
      alert(info(`<headline>${fill('升级为黄')}</headline>`)),
      alert(info(area(`<polygon>${fill('31,109 ')}</polygon>`))),
      alert(`<references>${fill('a,b,c ')}</references>${info()}`),
      alert(`<references>${fill('a,')}</references>${info()}`),
      `<alert ${fill('a="b" ')}/>`,
      `<alert ${fill('a ')}/>`,
      fill('<!-- -->'),
      fill('<!--'),
      fill('<a '),
      fill('< '),
      `<feed>${'<entry/>'.repeat(MAX_ELEMENTS - 10)}</feed>`,
      alert(info(area('<geocode><value>1</value></geocode>'.repeat(30_000)))),
    ]) {
      let took = 0;
      expect(() => {
        took = timed(() => parseCap(bytes(text)));
      }).not.toThrow();
      if (took > 1000) console.log(`${Math.round(took)} ms for ${text.slice(0, 400).slice(-40)}`);
      expect(took).toBeLessThan(8000);
    }
  });
});

describe('messages as the world sends them', () => {
  const folder = new URL('../../../shared/data/feeds/cap/', import.meta.url);
  const there = existsSync(folder);
  if (!there)
    console.log('capXml.test: no folder of real CAP messages beside the product; not run');

  it.skipIf(!there)('reads the real ones and refuses the attack', () => {
    const names = readdirSync(folder).filter((name) => /\.(cap|xml)$/.test(name));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const input = readFileSync(new URL(name, folder));
      if (name.includes('xee')) expect(codeOf(input)).toBe('feeds.xml.doctype');
      else {
        const got = parseCap(input);
        if (!got.ok) throw new Error(`${name}: ${got.problem.code}`);
        expect(got.value.alerts, name).toHaveLength(1);
        expect(got.value.alerts[0]?.areas.length, name).toBeGreaterThan(0);
        expect(got.value.refused, name).toEqual([]);
      }
    }
  });
});
