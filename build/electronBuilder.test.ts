import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

interface Config {
  readonly [key: string]: unknown;
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly extraResources: readonly { readonly from: string; readonly to: string }[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
}
const read = () => load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Config;

const schema = JSON.parse(
  readFileSync(join(root, 'node_modules/app-builder-lib/scheme.json'), 'utf8'),
);
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

/** The packager's own matcher, with the macros as they are for one target. */
function packs(patterns: readonly string[], platform: string, arch: string) {
  const { FileMatcher } = require('app-builder-lib/out/fileMatcher') as {
    FileMatcher: new (
      from: string,
      to: string,
      expand: (pattern: string) => string,
      patterns: readonly string[],
    ) => { createFilter(): (file: string, stat: object) => boolean };
  };
  const expand = (p: string) =>
    p.replaceAll(['$', '{platform}'].join(''), platform).replaceAll(['$', '{arch}'].join(''), arch);
  const filter = new FileMatcher(root, '/out', expand, patterns).createFilter();
  const stat = { isDirectory: () => false, isFile: () => true };
  return (file: string) => filter(join(root, file), stat);
}

describe('electron-builder.yml', () => {
  it('is valid by the packager’s own schema, which would tell a wrong key', () => {
    expect(validate(read()), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...read(), npmRebuilt: false })).toBe(false);
    expect(validate({ ...read(), asarUnpack: 3 })).toBe(false);
  });

  it('closes every fuse that lets other code run in the program', () => {
    expect(read().electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(read()).toMatchObject({ asar: true, npmRebuild: false });
  });

  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
    ['darwin', 'arm64'],
  ])('packs the one prebuild of %s %s, and what was emitted', (platform, arch) => {
    const dir = 'node_modules/better-sqlite3/prebuilds';
    // For node_modules the packager takes the excluding patterns only.
    const only = ['**/*', ...read().files.filter((p) => p.startsWith('!'))];
    const packed = packs(only, platform, arch);
    const kept = readdirSync(join(root, dir)).filter((name) => packed(`${dir}/${name}`));
    expect(kept).toEqual([`${platform}-${arch}.node`]);
    const font = 'node_modules/@expo-google-fonts/noto-sans-sc';
    expect(packed(`${font}/400Regular/NotoSansSC_400Regular.ttf`)).toBe(true);
    expect(packed(`${font}/700Bold/NotoSansSC_700Bold.ttf`)).toBe(true);
    expect(packed(`${font}/900Black/NotoSansSC_900Black.ttf`)).toBe(false);

    const own = packs(read().files, platform, arch);
    for (const file of [manifest.main, 'dist/main/electron/preload.cjs', 'dist/shared/kit/rng.js'])
      expect(own(file), file).toBe(true);
    for (const file of ['main/cli/main.ts', 'dist/shared/kit/rng.d.ts', 'dist/window/index.html'])
      expect(own(file), file).toBe(false);
  });

  it('names only files that are there, and lets the host find its root beside the archive', () => {
    const { extraResources } = read();
    for (const { from } of extraResources)
      if (!from.startsWith('dist/')) expect(existsSync(join(root, from)), from).toBe(true);
    // The packager leaves out of the archive what it lays beside it, and an archive without a manifest does not start.
    expect(extraResources.map((r) => r.from)).not.toContain('package.json');
    const to = extraResources.map((r) => r.to);
    for (const part of ['package.json', 'assets', 'dist/window']) expect(to).toContain(part);
    for (const size of [16, 32, 48, 64, 128, 256, 512, 1024])
      expect(existsSync(join(root, `assets/icons/${size}x${size}.png`))).toBe(true);
  });

  it('needs an exact version of Electron, among what is not packed', () => {
    expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.dependencies.electron).toBeUndefined();
  });
});
