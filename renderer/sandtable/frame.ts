import {
  BoxGeometry,
  CanvasTexture,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  type Texture,
} from 'three';
import { degreeText, tickSeconds, ticksBetween } from './interval.ts';
import { FONT } from './palette.ts';
import type { Projection } from './projection.ts';

const WOOD = '#20272f';
const PAPER = '#171d24';

/** Tray of the table with its printed border: ticks and coordinates all around, corners in full. */
export interface Frame {
  readonly group: Group;
  readonly half: { readonly halfX: number; readonly halfZ: number };
  dispose(): void;
}

type Side = 'south' | 'north' | 'west' | 'east';

/**
 * One printed strip; along it run longitudes or latitudes. The south, the north and so the whole sheet read from the
 * south, as on a map; east and west read from outside. The neatline lies towards the block.
 */
function strip(
  side: Side,
  projection: Projection,
  lengthM: number,
  marginM: number,
  words: { readonly north: string },
): HTMLCanvasElement {
  const width = 2048;
  const height = Math.max(32, Math.round((width * marginM) / lengthM));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, width, height);
  const [west, south, east, north] = projection.bbox;
  const alongLon = side === 'south' || side === 'north';
  const [from, to] = alongLon ? [west, east] : [south, north];
  const pad = (width * marginM) / lengthM;
  const inner = width - 2 * pad;
  // Read from outside, the west edge runs from north to south.
  const turned = side === 'west';
  const blockBelow = side === 'north';
  const line = (top: number, high: number) => (blockBelow ? height - top - high : top);
  const middle = height * (blockBelow ? 0.44 : 0.6);
  const px = (deg: number) => {
    const t = (deg - from) / (to - from);
    return pad + inner * (turned ? 1 - t : t);
  };
  const stepS = tickSeconds(to - from);
  const ticks = ticksBetween(from, to, stepS);
  const bar = height * 0.1;
  // Neatline bars, light and dark by turns, the block's side up.
  const marks = [from * 3600, ...ticks, to * 3600];
  for (let i = 1; i < marks.length; i++) {
    const a = px((marks[i - 1] as number) / 3600);
    const b = px((marks[i] as number) / 3600);
    const index = Math.floor((marks[i - 1] as number) / stepS + 1e-6);
    ctx.fillStyle = index % 2 === 0 ? '#c9d1d9' : '#39434e';
    ctx.fillRect(Math.min(a, b), line(height * 0.06, bar), Math.abs(b - a), bar);
  }
  ctx.fillStyle = '#c9d1d9';
  ctx.strokeStyle = '#c9d1d9';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = `${Math.round(height * 0.34)}px ${FONT}`;
  for (const s of ticks) {
    const x = px(s / 3600);
    ctx.fillRect(x - 1, line(height * 0.06, height * 0.22), 2, height * 0.22);
    const half = ctx.measureText(degreeText(s, stepS)).width / 2;
    // Beside a corner the corner's own coordinates stand.
    if (x - half < pad + height * 3.6 || x + half > width - pad - height * 3.6) continue;
    ctx.fillText(degreeText(s, stepS), x, middle);
  }
  ctx.font = `600 ${Math.round(height * 0.3)}px ${FONT}`;
  ctx.fillStyle = '#e6edf3';
  const corner = (deg: number) =>
    `${Math.abs(deg).toFixed(4)}°${alongLon ? (deg < 0 ? 'W' : 'E') : deg < 0 ? 'S' : 'N'}`;
  ctx.textAlign = 'left';
  ctx.fillText(corner(turned ? to : from), pad, middle);
  ctx.textAlign = 'right';
  ctx.fillText(corner(turned ? from : to), width - pad, middle);
  if (side === 'north') {
    ctx.textAlign = 'center';
    ctx.fillText(`▲ ${words.north}`, width / 2, middle);
  }
  return canvas;
}

function printed(canvas: HTMLCanvasElement, anisotropy: number): CanvasTexture {
  const texture = new CanvasTexture(canvas);
  texture.anisotropy = anisotropy;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  return texture;
}

/** Soft dark under the tray: it stands on something. */
function shadowCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 256;
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  ctx.shadowColor = '#000';
  ctx.shadowBlur = 30;
  // Drawn outside the canvas: only its shadow falls in.
  ctx.shadowOffsetX = 512;
  ctx.fillStyle = '#000';
  ctx.fillRect(-512 + 46, 46, 164, 164);
  return canvas;
}

export function createFrame(
  projection: Projection,
  footM: number,
  anisotropy: number,
  words: { readonly north: string },
): Frame {
  const group = new Group();
  const { widthM, depthM } = projection;
  const margin = Math.max(widthM, depthM) * 0.055;
  const outerX = widthM + 2 * margin;
  const outerZ = depthM + 2 * margin;
  const garbage: { dispose(): void }[] = [];
  const keep = <T extends { dispose(): void }>(thing: T): T => {
    garbage.push(thing);
    return thing;
  };
  const basic = (map: Texture) => keep(new MeshBasicMaterial({ map: keep(map) }));

  const thick = Math.max(widthM, depthM) * 0.03;
  const tones = ['#1a2027', '#1a2027', WOOD, WOOD, '#262e37', '#151a20'];
  const tray = new Mesh(
    keep(new BoxGeometry(outerX, thick, outerZ)),
    tones.map((color) => keep(new MeshBasicMaterial({ color }))),
  );
  tray.position.y = -footM - thick / 2;
  group.add(tray);

  const turns: readonly (readonly [Side, number, number])[] = [
    ['south', 0, outerX],
    ['east', Math.PI / 2, outerZ],
    ['north', 0, outerX],
    ['west', -Math.PI / 2, outerZ],
  ];
  for (const [side, turn, length] of turns) {
    const plane = new Mesh(
      keep(new PlaneGeometry(length, margin)),
      basic(printed(strip(side, projection, length, margin, words), anisotropy)),
    );
    plane.rotation.x = -Math.PI / 2;
    const holder = new Group();
    const out = (side === 'south' || side === 'north' ? outerZ : outerX) / 2 - margin / 2;
    plane.position.set(0, -footM + thick * 0.02, side === 'north' ? -out : out);
    holder.add(plane);
    holder.rotation.y = turn;
    group.add(holder);
  }

  const shade = new MeshBasicMaterial({
    map: keep(new CanvasTexture(shadowCanvas())),
    transparent: true,
    depthWrite: false,
    opacity: 0.75,
  });
  const floor = new Mesh(keep(new PlaneGeometry(outerX * 1.56, outerZ * 1.56)), keep(shade));
  floor.rotation.x = -Math.PI / 2;
  floor.position.y = -footM - thick;
  group.add(floor);

  return {
    group,
    half: { halfX: outerX / 2, halfZ: outerZ / 2 },
    dispose() {
      for (const thing of garbage) thing.dispose();
    },
  };
}
