/**
 * Colours are those of the screen (sRGB) throughout: the tint is the map's own. Lights and their weights are those of
 * the map's relief (shared/geo/relief.ts), so that a slope looks the same on both.
 */
const lift = /* glsl */ `
  uniform float uExaggeration;
  vec3 lifted(vec3 p) { return vec3(p.x, p.y > 0.0 ? p.y * uExaggeration : p.y, p.z); }
`;

/** One line at each multiple of the interval, a pixel and a bit wide at any distance; gone where lines would close up. */
const contour = /* glsl */ `
  float lineAt(float h, float interval, float px) {
    float v = h / interval;
    float w = fwidth(v);
    float d = abs(fract(v - 0.5) - 0.5);
    return (1.0 - smoothstep(0.0, w * px, d)) * (1.0 - smoothstep(0.25, 0.6, w));
  }
`;

export const topVertex = /* glsl */ `
  ${lift}
  uniform float uLow;
  attribute vec2 slope;
  attribute float sky;
  varying float vHeight;
  varying vec2 vUv;
  varying vec3 vNormal;
  varying float vSky;
  void main() {
    vHeight = position.y + uLow;
    vUv = uv;
    vSky = sky;
    vNormal = vec3(-slope.x * uExaggeration, 1.0, -slope.y * uExaggeration);
    gl_Position = projectionMatrix * modelViewMatrix * vec4(lifted(position), 1.0);
  }
`;

export const topFragment = /* glsl */ `
  uniform float uLow;
  uniform float uHigh;
  uniform float uInterval;
  uniform sampler2D uRamp;
  uniform sampler2D uWater;
  uniform sampler2D uDrape;
  varying float vHeight;
  varying vec2 vUv;
  varying vec3 vNormal;
  varying float vSky;
  ${contour}
  void main() {
    vec3 n = normalize(vNormal);
    // Azimuth 315°, 270°, 0°, all 42° high; x is east, z is south.
    float c = 0.7431448;
    float s = 0.6691306;
    float shade =
      max(0.0, dot(n, vec3(-0.7071068 * c, s, -0.7071068 * c))) * 0.62 +
      max(0.0, dot(n, vec3(-c, s, 0.0))) * 0.2 +
      max(0.0, dot(n, vec3(0.0, s, -c))) * 0.18;
    shade /= s;
    vec3 color = texture2D(uRamp, vec2((vHeight - uLow) / (uHigh - uLow), 0.5)).rgb;
    // The table is looked at under the room's light: a step brighter than the map, deeper where the sky is narrow.
    color *= (0.34 + 0.66 * min(1.5, shade)) * mix(0.62, 1.0, smoothstep(0.35, 1.0, vSky)) * 1.32;

    // Four taps smooth the steps of the lattice along a bank; the bound keeps channels of one post in one piece.
    vec2 t = 0.6 / vec2(textureSize(uWater, 0));
    float wet =
      (texture2D(uWater, vUv + t).r + texture2D(uWater, vUv - t).r +
       texture2D(uWater, vUv + vec2(t.x, -t.y)).r + texture2D(uWater, vUv + vec2(-t.x, t.y)).r) * 0.25;
    float water = smoothstep(0.3, 0.48, wet);
    if (uInterval > 0.0) {
      float minor = lineAt(vHeight, uInterval, 1.1) * 0.3;
      float major = lineAt(vHeight, uInterval * 5.0, 1.7) * 0.62;
      color = mix(color, vec3(0.055, 0.07, 0.07), max(minor, major) * (1.0 - water));
    }
    vec3 sea = vec3(0.105, 0.285, 0.45);
    color = mix(color, sea, water);
    float w = max(fwidth(wet), 1e-4);
    float shore = 1.0 - smoothstep(0.0, 1.4, abs(wet - 0.39) / w);
    color = mix(color, vec3(0.42, 0.66, 0.86), shore * 0.55 * step(0.02, wet));

    // Premultiplied by the canvas.
    vec4 over = texture2D(uDrape, vUv);
    color = color * (1.0 - over.a) + over.rgb;
    gl_FragColor = vec4(color, 1.0);
  }
`;

export const sideVertex = /* glsl */ `
  ${lift}
  uniform float uLow;
  attribute float top;
  attribute float tone;
  varying float vHeight;
  varying float vTop;
  varying float vTone;
  void main() {
    vHeight = position.y;
    vTop = top;
    vTone = tone;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(lifted(position), 1.0);
  }
`;

export const sideFragment = /* glsl */ `
  uniform float uLow;
  uniform float uHigh;
  uniform float uInterval;
  uniform float uFoot;
  varying float vHeight;
  varying float vTop;
  varying float vTone;
  ${contour}
  void main() {
    float deep = vTop - vHeight;
    float span = uHigh - uLow + uFoot;
    // Soil, then earth that darkens downward.
    vec3 soil = vec3(0.33, 0.27, 0.19);
    vec3 earth = mix(vec3(0.44, 0.35, 0.25), vec3(0.24, 0.19, 0.145), clamp(deep / (span * 0.7), 0.0, 1.0));
    float cover = 1.0 - smoothstep(span * 0.008, span * 0.022, deep);
    vec3 color = mix(earth, soil * 0.62, cover);
    // Levels at the heights of the major contours: the cut reads as a scale.
    if (uInterval > 0.0 && vHeight > 0.0)
      color = mix(color, vec3(0.1, 0.08, 0.06), lineAt(vHeight + uLow, uInterval * 5.0, 1.3) * 0.4);
    gl_FragColor = vec4(color * vTone, 1.0);
  }
`;
