import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { predictors } from '../../../shared/hazard/index.ts';
import { ProblemError } from '../../../shared/kit/result.ts';
import { createJobPool } from '../../jobs/index.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

function readParams(given: string): unknown {
  const inline = given.trim().startsWith('{');
  try {
    return JSON.parse(inline ? given : readFileSync(given, 'utf8'));
  } catch (error) {
    throw new ProblemError('cli.usage', {
      why: `--params ${inline ? '' : given}: ${error instanceof Error ? error.message : error}`,
    });
  }
}

export const command: Command = {
  spec: {
    name: 'predict',
    positionals: '[PREDICTOR]',
    zh: '单独运行一个预测模型;不给名称时列出模型及其参数',
    en: 'run one predictor by itself; without a name: list them with their parameters',
    options: {
      params: {
        type: 'string',
        value: 'JSON|FILE',
        zh: '参数(JSON 或文件),SI 单位',
        en: 'parameters (JSON or a file), SI units',
      },
      seed: { type: 'string', value: 'N', default: '1', zh: '随机种子', en: 'random seed' },
    },
  },
  async run({ io, values, positionals }) {
    const [name] = positionals;
    if (name === undefined) {
      io.result(
        predictors.map((p) => ({
          id: p.id,
          version: p.version,
          hazards: p.hazards,
          validity: p.validity,
          params: z.toJSONSchema(p.paramsSchema, { io: 'input', unrepresentable: 'any' }),
        })),
        () => plainTable(predictors.map((p) => [p.id, p.version, io.text(p.titleKey)])),
      );
      return 0;
    }
    if (typeof values.params !== 'string')
      throw new ProblemError('cli.usage', { why: '--params JSON|FILE' });
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed))
      throw new ProblemError('cli.usage', { why: `--seed ${values.seed}` });
    const params = readParams(values.params);
    const pool = createJobPool();
    try {
      const body = await pool.predict(
        {
          predictor: name,
          params,
          seed,
          forecastId: createHash('sha256')
            .update(JSON.stringify(params))
            .digest('hex')
            .slice(0, 16),
          incidentId: 'none',
          eventAt: 0,
        },
        { signal: io.signal },
      );
      const { forecastId: _f, incidentId: _i, validFrom: _v, ...result } = body;
      io.result(result, () =>
        [
          result.method,
          plainTable([
            ...result.result.headline.map((h) => [
              io.text(h.key),
              `${h.value.toPrecision(3)} [${h.low?.toPrecision(3) ?? '—'}–${h.high?.toPrecision(3) ?? '—'}] ${h.unit}`,
            ]),
            ...result.result.places.map((p) => [
              p.name,
              `${p.arrivalS === undefined ? '—' : `${Math.round(p.arrivalS)} s`}  ${p.value.toPrecision(3)} [${p.low?.toPrecision(3) ?? '—'}–${p.high?.toPrecision(3) ?? '—'}] ${p.unit}`,
            ]),
          ]),
          ...result.warnings.map((w) => `⚠ ${io.text(w.key, w.params)}`),
        ].join('\n'),
      );
      return 0;
    } finally {
      await pool.close();
    }
  },
};
