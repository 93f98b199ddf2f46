import { join, resolve } from 'node:path';
import { ProblemError, problemOf } from '../../../shared/kit/result.ts';
import { heightDatum, type LonLat } from '../../../shared/model/common.ts';
import { assetsDir } from '../../host/paths.ts';
import { openTerrain } from '../../terrain/terrain.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

function point(text: string): LonLat {
  const m = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  const lon = Number(m?.[1]);
  const lat = Number(m?.[2]);
  if (!m || Math.abs(lon) > 180 || Math.abs(lat) > 90)
    throw new ProblemError('cli.usage', { why: `LON,LAT: ${text}` });
  return [lon, lat];
}

/** Datums that a file's heights can be said to have; `ground` and `ellipsoid` are no elevation above sea level. */
const importDatum = heightDatum.extract(['wusong', 'huanghai85', 'egm96', 'unknown']).optional();

export const command: Command = {
  spec: {
    name: 'terrain',
    positionals: 'import FILES… | sample LON,LAT … | list | remove ID',
    zh: '导入高程(.hgt/.zip/.gz/GeoTIFF)、查询高程、列出与移除来源',
    en: 'import elevation (.hgt/.zip/.gz/GeoTIFF), sample heights, list and remove sources',
    options: {
      datum: {
        type: 'string',
        value: 'DATUM',
        zh: '文件未说明高程基准时采用:egm96、huanghai85(1985 国家高程)、wusong(吴淞)或 unknown',
        en: 'vertical datum of files that name none: egm96, huanghai85, wusong or unknown',
      },
    },
  },
  async run({ io, dataDir, positionals, values }) {
    const [verb, ...rest] = positionals;
    const datum = importDatum.safeParse(values.datum);
    if (!datum.success) throw new ProblemError('cli.usage', { why: `--datum ${values.datum}` });
    if (!['import', 'sample', 'list', 'remove'].includes(verb ?? ''))
      throw new ProblemError('cli.usage', { why: verb ?? 'terrain' });
    if (verb !== 'list' && rest.length === 0)
      throw new ProblemError('cli.usage', { why: `terrain ${verb}` });
    const points = verb === 'sample' ? rest.map(point) : [];
    const terrain = await openTerrain({ dir: join(dataDir, 'terrain'), assetsDir });
    try {
      if (verb === 'sample') {
        const samples = await terrain.sample(points);
        // A height that is not known is null in JSON, never 0.
        io.result(
          samples.map((s) => ({ ...s, heightM: s.heightM ?? null })),
          () =>
            plainTable(
              samples.map((s) => [
                `${s.lon},${s.lat}`,
                s.heightM === undefined ? io.text('cli.noHeight') : `${s.heightM.toFixed(1)} m`,
                s.datum,
                s.source,
              ]),
            ),
        );
        return 0;
      }
      if (verb === 'import') {
        let shown = 0;
        const reports = await terrain.importFiles(
          rest.map((f) => resolve(f)),
          {
            now: Date.now(),
            ...(datum.data === undefined ? {} : { datum: datum.data }),
            signal: io.signal,
            onProgress: (p) => {
              const percent = Math.floor(p.fraction * 100);
              if (percent >= shown + 5) {
                shown = percent;
                io.log(io.text('cli.importing', { percent, file: p.file }));
              }
            },
          },
        );
        const failed = reports.filter((r) => r.problem !== undefined);
        io.result(reports, () =>
          reports
            .map((r) =>
              r.problem
                ? `✗ ${r.file}: ${io.text.problem(r.problem)}`
                : `✓ ${r.file}: ${r.sourceId ?? ''}`,
            )
            .join('\n'),
        );
        for (const report of failed)
          if (io.json && report.problem)
            io.log(`${report.file}: ${io.text.problem(report.problem)}`);
        return failed.length > 0 ? 1 : 0;
      }
      if (verb === 'remove') {
        for (const id of rest) await terrain.removeSource(id);
      }
      const sources = await terrain.sources();
      io.result(sources, () =>
        plainTable(
          sources.map((s) => [s.id, s.name, s.datum, s.bbox.map((n) => n.toFixed(3)).join(',')]),
        ),
      );
      return 0;
    } catch (error) {
      throw new ProblemError(problemOf(error).code, problemOf(error).params, error);
    } finally {
      await terrain.close();
    }
  },
};
