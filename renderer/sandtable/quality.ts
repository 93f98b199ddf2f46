/** How much the table asks of the machine. */
export interface Quality {
  readonly posts: number;
  readonly drapePx: number;
  readonly antialias: boolean;
  readonly maxPixelRatio: number;
}

export const full: Quality = { posts: 384, drapePx: 2048, antialias: true, maxPixelRatio: 2 };
export const light: Quality = { posts: 192, drapePx: 1024, antialias: false, maxPixelRatio: 1 };

/** True where the browser draws in software: wall PCs without a graphics card. */
export function isSoftware(gl: WebGLRenderingContext | WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

/** Asked of a context of its own, given back at once: antialias must be known before the real one is made. */
export function qualityHere(): Quality {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return light;
  const software = isSoftware(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return software ? light : full;
}
