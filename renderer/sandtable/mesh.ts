import {
  BufferAttribute,
  BufferGeometry,
  type CanvasTexture,
  ClampToEdgeWrapping,
  DataTexture,
  Group,
  LinearFilter,
  Mesh,
  RedFormat,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
} from 'three';
import { hypsometricTint } from '../../shared/geo/relief.ts';
import { contourInterval } from './interval.ts';
import { sideFragment, sideVertex, topFragment, topVertex } from './shaders.ts';
import { type Surface, skyView, slopes } from './surface.ts';

/** The block of land: its surface and its cut sides. Heights stand at h − low; below zero is the block's foot. */
export interface Block {
  readonly group: Group;
  readonly intervalM: number;
  setExaggeration(value: number): void;
  setWater(share: Float32Array | undefined): void;
  setContours(visible: boolean): void;
  dispose(): void;
}

function rampTexture(lowM: number, highM: number): DataTexture {
  const n = 256;
  const data = new Uint8Array(n * 4);
  for (let i = 0; i < n; i++) {
    const rgb = hypsometricTint('dark', lowM + ((highM - lowM) * i) / (n - 1));
    data.set([...rgb.map(Math.round), 255], i * 4);
  }
  const texture = new DataTexture(data, n, 1, RGBAFormat, UnsignedByteType);
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

function waterTexture(cols: number, rows: number, share: Float32Array | undefined): DataTexture {
  const data = new Uint8Array(cols * rows);
  if (share) for (let i = 0; i < data.length; i++) data[i] = Math.round((share[i] as number) * 255);
  const texture = new DataTexture(data, cols, rows, RedFormat, UnsignedByteType);
  texture.unpackAlignment = 1;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.needsUpdate = true;
  return texture;
}

function topGeometry(surface: Surface): BufferGeometry {
  const { grid, projection, lowM, stepX, stepZ } = surface;
  const { cols, rows, data } = grid;
  const positions = new Float32Array(cols * rows * 3);
  const uvs = new Float32Array(cols * rows * 2);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c;
      const h = data[i] as number;
      positions[i * 3] = c * stepX - projection.widthM / 2;
      positions[i * 3 + 1] = Number.isNaN(h) ? 0 : h - lowM;
      positions[i * 3 + 2] = r * stepZ - projection.depthM / 2;
      // Texel centres stand on the posts.
      uvs[i * 2] = (c + 0.5) / cols;
      uvs[i * 2 + 1] = (r + 0.5) / rows;
    }
  const index: number[] = [];
  for (let r = 0; r < rows - 1; r++)
    for (let c = 0; c < cols - 1; c++) {
      const nw = r * cols + c;
      const sw = nw + cols;
      // Unknown ground is a hole, never level zero.
      if (
        Number.isNaN(
          (data[nw] as number) +
            (data[nw + 1] as number) +
            (data[sw] as number) +
            (data[sw + 1] as number),
        )
      )
        continue;
      index.push(nw, sw, nw + 1, nw + 1, sw, sw + 1);
    }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('uv', new BufferAttribute(uvs, 2));
  geometry.setAttribute('slope', new BufferAttribute(slopes(surface), 2));
  geometry.setAttribute('sky', new BufferAttribute(skyView(surface), 1));
  geometry.setIndex(new BufferAttribute(new Uint32Array(index), 1));
  return geometry;
}

/** Walls under the four edges, down to the foot; none where the edge's ground is unknown. */
function sideGeometry(surface: Surface, footM: number): BufferGeometry {
  const { grid, projection, lowM, stepX, stepZ } = surface;
  const { cols, rows, data } = grid;
  const positions: number[] = [];
  const tops: number[] = [];
  const tones: number[] = [];
  const wall = (posts: readonly number[], tone: number) => {
    for (let k = 1; k < posts.length; k++) {
      const ends = [posts[k - 1] as number, posts[k] as number].map((i) => ({
        x: (i % cols) * stepX - projection.widthM / 2,
        z: Math.floor(i / cols) * stepZ - projection.depthM / 2,
        y: (data[i] as number) - lowM,
      }));
      const [a, b] = ends as [(typeof ends)[0], (typeof ends)[0]];
      if (Number.isNaN(a.y + b.y)) continue;
      const corners = [
        [a, a.y],
        [a, -footM],
        [b, b.y],
        [b, b.y],
        [a, -footM],
        [b, -footM],
      ] as const;
      for (const [end, y] of corners) {
        positions.push(end.x, y, end.z);
        tops.push(end.y);
        tones.push(tone);
      }
    }
  };
  const row = (r: number) => Array.from({ length: cols }, (_, c) => r * cols + c);
  const col = (c: number) => Array.from({ length: rows }, (_, r) => r * cols + c);
  wall(row(rows - 1), 1);
  wall(col(0).reverse(), 0.86);
  wall(col(cols - 1), 0.74);
  wall(row(0).reverse(), 0.62);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('top', new BufferAttribute(new Float32Array(tops), 1));
  geometry.setAttribute('tone', new BufferAttribute(new Float32Array(tones), 1));
  return geometry;
}

export function createBlock(surface: Surface, footM: number, drape: CanvasTexture): Block {
  const { grid, lowM, highM } = surface;
  const intervalM = contourInterval(highM - lowM);
  let water = waterTexture(grid.cols, grid.rows, undefined);
  const shared = {
    uExaggeration: { value: 1 },
    uLow: { value: lowM },
    uHigh: { value: Math.max(highM, lowM + 1) },
    uInterval: { value: intervalM },
  };
  const ramp = rampTexture(lowM, highM);
  const top = new ShaderMaterial({
    vertexShader: topVertex,
    fragmentShader: topFragment,
    uniforms: {
      ...shared,
      uRamp: { value: ramp },
      uWater: { value: water },
      uDrape: { value: drape },
    },
  });
  const side = new ShaderMaterial({
    vertexShader: sideVertex,
    fragmentShader: sideFragment,
    uniforms: { ...shared, uFoot: { value: footM } },
  });
  const land = new Mesh(topGeometry(surface), top);
  const sides = new Mesh(sideGeometry(surface, footM), side);
  // The shader lifts the vertices: bounds of the geometry are not those of the picture.
  land.frustumCulled = false;
  sides.frustumCulled = false;
  const group = new Group();
  group.add(land, sides);
  return {
    group,
    intervalM,
    setExaggeration(value) {
      shared.uExaggeration.value = value;
    },
    setWater(share) {
      water.dispose();
      water = waterTexture(grid.cols, grid.rows, share);
      (top.uniforms.uWater as { value: DataTexture }).value = water;
    },
    setContours(visible) {
      shared.uInterval.value = visible ? intervalM : 0;
    },
    dispose() {
      land.geometry.dispose();
      sides.geometry.dispose();
      top.dispose();
      side.dispose();
      ramp.dispose();
      water.dispose();
    },
  };
}
