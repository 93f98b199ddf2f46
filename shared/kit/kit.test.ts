import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { DisposableStore, toDisposable } from './disposable.ts';
import { Emitter } from './emitter.ts';
import { fail, ok, ProblemError, problemOf } from './result.ts';
import { createRng } from './rng.ts';

describe('canonicalJson', () => {
  it('is JSON of the same value, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: [{ d: 2, c: undefined }] })).toBe('{"a":[{"d":2}],"b":1}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: 2 }));
  });

  it('writes what JSON has no word for as null', () => {
    expect(canonicalJson([undefined, Number.NaN, Number.POSITIVE_INFINITY])).toBe(
      '[null,null,null]',
    );
    expect(canonicalJson(undefined)).toBe('null');
  });
});

describe('DisposableStore', () => {
  it('releases once, in reverse order, and late members at once', () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => log.push('first')));
    store.add(toDisposable(() => log.push('second')));
    store.dispose();
    store.dispose();
    expect(log).toEqual(['second', 'first']);
    store.add(toDisposable(() => log.push('late')));
    expect(log).toEqual(['second', 'first', 'late']);
  });
});

describe('Emitter', () => {
  it('reaches all listeners although one throws, and none that left', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    emitter.on(() => {
      throw new Error('mine');
    });
    const second = emitter.on((n) => heard.push(n));
    emitter.emit(1);
    second.dispose();
    emitter.emit(2);
    expect(heard).toEqual([1]);
    expect(errors).toHaveLength(2);
    expect(emitter.size).toBe(1);
  });

  it('lets a listener leave while it hears', () => {
    const emitter = new Emitter<void>();
    let count = 0;
    const self = emitter.on(() => {
      count += 1;
      self.dispose();
    });
    emitter.emit();
    emitter.emit();
    expect(count).toBe(1);
  });
});

describe('results and problems', () => {
  it('carry a key and its parameters', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail('a.b', { n: 1 })).toEqual({
      ok: false,
      problem: { code: 'a.b', params: { n: 1 } },
    });
    const error = new ProblemError('a.b', { n: 1 }, new Error('cause'));
    expect(problemOf(error)).toEqual({ code: 'a.b', params: { n: 1 } });
    expect(error.message).toContain('a.b');
    expect((error.cause as Error).message).toBe('cause');
  });

  it('make something of anything that was thrown', () => {
    expect(problemOf(new Error('x'))).toEqual({
      code: 'error.unexpected',
      params: { message: 'x' },
    });
    expect(problemOf('y').params).toEqual({ message: 'y' });
  });
});

describe('createRng', () => {
  it('repeats itself for a seed, stays in [0, 1), and is not constant', () => {
    const draw = (seed: number) => {
      const rng = createRng(seed);
      return Array.from({ length: 1000 }, rng);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const values = draw(1);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
