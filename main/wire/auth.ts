import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COOKIE = 'sandtable';
const secret = () => randomBytes(24).toString('base64url');

function same(a: string, b: string): boolean {
  const x = Buffer.from(a);
  const y = Buffer.from(b);
  return x.length === y.length && timingSafeEqual(x, y);
}

/**
 * A link's token opens one browser: it is exchanged for a cookie and dies when that cookie is first used.
 * (Not at the exchange itself: a script that only probes the link must not lock the user out.)
 */
export class Auth {
  /** token → may it be used again (fixed by the operator for scripts) */
  private readonly tokens = new Map<string, { reusable: boolean }>();
  /** cookie secret → token it came from */
  private readonly cookies = new Map<string, string>();

  constructor(fixedToken?: string) {
    if (fixedToken !== undefined) this.tokens.set(fixedToken, { reusable: true });
  }

  issueToken(): string {
    const token = secret();
    this.tokens.set(token, { reusable: false });
    return token;
  }

  /** The cookie for a token, or undefined when the token is unknown or spent. */
  exchange(token: string): string | undefined {
    for (const known of this.tokens.keys())
      if (same(known, token)) {
        const cookie = secret();
        this.cookies.set(cookie, known);
        return `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/`;
      }
    return undefined;
  }

  allows(request: IncomingMessage): boolean {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=');
      if (name !== COOKIE || value === undefined) continue;
      const token = this.cookies.get(value);
      if (token === undefined) continue;
      if (this.tokens.get(token)?.reusable === false) this.tokens.delete(token);
      return true;
    }
    return false;
  }
}

/** Only this host's own pages may talk to it: stops other sites and rebound names. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!names.includes(request.headers.host ?? '')) return false;
  const origin = request.headers.origin;
  return origin === undefined || names.some((n) => origin === `http://${n}`);
}
