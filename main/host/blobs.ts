import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeError } from '../store/problems.ts';

/** Content-addressed files: blobs/ab/abcdef…  The name is the SHA-256 of the content; nothing is overwritten. */
export class BlobStore {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  private path(sha256: string): string {
    return join(this.dir, sha256.slice(0, 2), sha256);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = this.path(sha256);
    const there = await stat(path).catch(() => undefined);
    if (there?.size === bytes.byteLength) return sha256;
    const part = `${path}.${randomUUID()}.part`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(part, bytes, { flush: true });
      await rename(part, path);
    } catch (error) {
      // Half a file would only take up the room that is missing.
      await rm(part, { force: true }).catch(() => {});
      throw storeError(error, path);
    }
    return sha256;
  }

  /** undefined where there is none, or where the file no longer has the content that its name promises. */
  async get(sha256: string): Promise<Uint8Array | undefined> {
    const bytes = await readFile(this.path(sha256)).catch(() => undefined);
    if (!bytes) return undefined;
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : undefined;
  }
}
