import {
  CesiumWidget,
  Color,
  CustomHeightmapTerrainProvider,
  GeographicTilingScheme,
  ImageryLayer,
  Rectangle,
  UrlTemplateImageryProvider,
} from 'cesium';

/** Where elevation and relief are known; outside it the ground is bare. */
export const REGION = { west: 105, south: 28, east: 111.2, north: 32.5 } as const;

const SIZE = 65;
const rectangle = () => Rectangle.fromDegrees(REGION.west, REGION.south, REGION.east, REGION.north);

/** True where the browser draws in software: wall PCs without a graphics card, and tests. */
export function isSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl');
  if (!gl) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

export function terrainOf(origin: string, version: string): CustomHeightmapTerrainProvider {
  const scheme = new GeographicTilingScheme();
  const region = rectangle();
  return new CustomHeightmapTerrainProvider({
    width: SIZE,
    height: SIZE,
    tilingScheme: scheme,
    callback: async (x, y, level) => {
      const flat = () => new Float32Array(SIZE * SIZE);
      if (!Rectangle.intersection(scheme.tileXYToRectangle(x, y, level), region)) return flat();
      const response = await fetch(`${origin}/terrain/${level}/${x}/${y}.bin?v=${version}`);
      if (response.status !== 200) return flat();
      return new Float32Array(await response.arrayBuffer());
    },
  });
}

export function reliefOf(origin: string, version: string): ImageryLayer {
  return new ImageryLayer(
    new UrlTemplateImageryProvider({
      url: `${origin}/imagery/relief/{z}/{x}/{y}.png?v=${version}`,
      tilingScheme: new GeographicTilingScheme(),
      rectangle: rectangle(),
      minimumLevel: 4,
      maximumLevel: 13,
      tileWidth: 256,
      tileHeight: 256,
    }),
  );
}

/** A globe without sky, sun or outside sources, drawn only when something changed. */
export function createWidget(
  container: HTMLElement,
  origin: string,
  version: string,
  light: boolean,
): CesiumWidget {
  const credits = document.createElement('div');
  const widget = new CesiumWidget(container, {
    baseLayer: reliefOf(origin, version),
    terrainProvider: terrainOf(origin, version),
    skyBox: false,
    skyAtmosphere: false,
    requestRenderMode: true,
    maximumRenderTimeChange: Number.POSITIVE_INFINITY,
    msaaSamples: light ? 1 : 4,
    shadows: false,
    creditContainer: credits,
    contextOptions: { webgl: { preserveDrawingBuffer: true } },
  });
  const { scene } = widget;
  scene.globe.baseColor = Color.fromCssColorString('#10141a');
  scene.globe.showGroundAtmosphere = false;
  scene.globe.enableLighting = false;
  scene.globe.maximumScreenSpaceError = light ? 4 : 2;
  scene.fog.enabled = false;
  scene.backgroundColor = Color.fromCssColorString('#0b0e13');
  if (scene.sun) scene.sun.show = false;
  if (scene.moon) scene.moon.show = false;
  if (light) widget.resolutionScale = 0.7;
  return widget;
}
