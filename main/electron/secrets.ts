import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { ProblemError } from '../../shared/kit/result.ts';

const fileSchema = z.record(z.string(), z.base64());

/** Secrets under the key of the operating system's store; the file alone is worth nothing. */
export class Secrets {
  private readonly path: string;
  private readonly storage: SafeStorage;
  private readonly platform: string;
  /** One change after the other: each reads the file that the one before wrote. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, storage: SafeStorage, platform: string) {
    this.path = path;
    this.storage = storage;
    this.platform = platform;
  }

  set(name: string, value: string): Promise<undefined> {
    return this.change(async (all) => {
      await this.needStore();
      all[name] = (await this.storage.encryptStringAsync(value)).toString('base64');
    });
  }

  async get(name: string): Promise<string | undefined> {
    await this.queue;
    const all = await this.read();
    const kept = Object.hasOwn(all, name) ? all[name] : undefined;
    if (kept === undefined) return undefined;
    await this.needStore();
    let plain: { readonly result: string; readonly shouldReEncrypt: boolean };
    try {
      plain = await this.storage.decryptStringAsync(Buffer.from(kept, 'base64'));
    } catch (error) {
      throw new ProblemError('shell.error.keyLost', { name }, error);
    }
    if (plain.shouldReEncrypt) await this.set(name, plain.result);
    return plain.result;
  }

  remove(name: string): Promise<undefined> {
    return this.change(async (all) => {
      delete all[name];
    });
  }

  /** On Linux without a key ring Electron would "encrypt" with a key that stands in its source code. */
  private async needStore(): Promise<void> {
    const named =
      this.platform !== 'linux' || this.storage.getSelectedStorageBackend() !== 'basic_text';
    if (!named || !(await this.storage.isAsyncEncryptionAvailable()))
      throw new ProblemError('shell.error.noKeyStore');
  }

  private change(edit: (all: Record<string, string>) => Promise<void>): Promise<undefined> {
    const done = this.queue.then(async () => {
      const all = await this.read();
      await edit(all);
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(`${this.path}.new`, JSON.stringify(all), { mode: 0o600 });
      await rename(`${this.path}.new`, this.path);
      return undefined;
    });
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async read(): Promise<Record<string, string>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      // A file that is there and cannot be read must not be written over.
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      return {};
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch {
      await rename(this.path, `${this.path}.damaged`);
      return {};
    }
  }
}
