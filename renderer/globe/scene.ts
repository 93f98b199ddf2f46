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
      if (response.status === 204) return flat();
      // Not known is not level 0: the tile above stays until it is asked for again.
      if (!response.ok) throw new Error(`terrain ${response.status}`);
      return new Float32Array(await response.arrayBuffer());
    },
  });
}

/** Relief tiles of one look; `look` is the query that makes each tile's address say all that it shows. */
export function reliefOf(origin: string, look: string): ImageryLayer {
  return new ImageryLayer(
    new UrlTemplateImageryProvider({
      url: `${origin}/imagery/relief/{z}/{x}/{y}.png?${look}`,
      tilingScheme: new GeographicTilingScheme(),
      rectangle: rectangle(),
      minimumLevel: 4,
      maximumLevel: 13,
      tileWidth: 256,
      tileHeight: 256,
    }),
  );
}

/** A still picture is drawn once and may be sharp; one that moves has to come often. */
const LIGHT_MOVING_SCALE = 0.55;
export const scaleAtRest = (light: boolean) => (light ? 1 : Math.min(2, window.devicePixelRatio));
export const scaleMoving = (light: boolean) => (light ? LIGHT_MOVING_SCALE : scaleAtRest(false));

/** A globe without sky, sun or outside sources, drawn only when something changed. */
export function createWidget(container: HTMLElement, light: boolean): CesiumWidget {
  const credits = document.createElement('div');
  const widget = new CesiumWidget(container, {
    // Elevation and its picture come with the version that the host tells.
    baseLayer: false,
    skyBox: false,
    skyAtmosphere: false,
    requestRenderMode: true,
    maximumRenderTimeChange: Number.POSITIVE_INFINITY,
    msaaSamples: light ? 1 : 4,
    shadows: false,
    creditContainer: credits,
    orderIndependentTranslucency: false,
  });
  const { scene } = widget;
  scene.globe.baseColor = Color.fromCssColorString('#10141a');
  scene.globe.showGroundAtmosphere = false;
  scene.globe.enableLighting = false;
  scene.globe.maximumScreenSpaceError = light ? 2.5 : 2;
  scene.fog.enabled = false;
  scene.backgroundColor = Color.fromCssColorString('#0b0e13');
  // The ground is picked by its triangles, never by its depth: no copy of every frame's depth is needed.
  scene.useDepthPicking = false;
  if (scene.sun) scene.sun.show = false;
  if (scene.moon) scene.moon.show = false;
  widget.resolutionScale = scaleAtRest(light);
  return widget;
}
