import { z } from 'zod';
import { writeFactsCsv } from './csv.ts';
import { writeGeoJson } from './geojson.ts';
import type { ExportModel, ExportSink } from './model.ts';
import { writePdf } from './pdf.ts';
import { writePng } from './png.ts';

/** A way out of the house: plain object in an explicit list. Options are checked by the schema before run. */
export interface Exporter<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly mime: string;
  readonly extension: string;
  readonly optionsSchema: S;
  run(model: ExportModel, sink: ExportSink, options?: unknown): Promise<void>;
}

function exporter<S extends z.ZodType>(
  spec: Omit<Exporter<S>, 'run'>,
  run: (model: ExportModel, sink: ExportSink, options: z.output<S>) => Promise<void>,
): Exporter<S> {
  return {
    ...spec,
    run: (model, sink, options = {}) => run(model, sink, spec.optionsSchema.parse(options)),
  };
}

const paper = { A3: [420, 297], A2: [594, 420], A1: [841, 594] } as const;

export const pdfExporter = exporter(
  {
    id: 'pdf',
    mime: 'application/pdf',
    extension: 'pdf',
    optionsSchema: z.object({ paper: z.enum(['A3', 'A2', 'A1']).default('A3') }),
  },
  async (model, sink, { paper: size }) => {
    const [widthMm, heightMm] = paper[size];
    const bytes = await writePdf(model.pages, {
      title: model.title,
      author: model.issuer,
      at: model.asOf,
      widthMm,
      heightMm,
    });
    await sink.write('panorama.pdf', bytes, 'application/pdf');
  },
);

export const pngExporter = exporter(
  {
    id: 'png',
    mime: 'image/png',
    extension: 'png',
    optionsSchema: z.object({ widthPx: z.number().int().min(200).max(10_000).default(4961) }),
  },
  async (model, sink, { widthPx }) => {
    for (const [i, page] of model.pages.entries())
      await sink.write(
        i === 0 ? 'panorama.png' : `panorama-${i + 1}.png`,
        writePng(page, widthPx),
        'image/png',
      );
  },
);

export const geoJsonExporter = exporter(
  {
    id: 'geojson',
    mime: 'application/geo+json',
    extension: 'geojson',
    optionsSchema: z.object({}),
  },
  (model, sink) => sink.write('panorama.geojson', writeGeoJson(model), 'application/geo+json'),
);

export const factsCsvExporter = exporter(
  { id: 'facts-csv', mime: 'text/csv', extension: 'csv', optionsSchema: z.object({}) },
  (model, sink) => sink.write('facts.csv', writeFactsCsv(model.facts), 'text/csv'),
);

/** Every exporter of the house. */
export const exporters: readonly Exporter[] = [
  pdfExporter,
  pngExporter,
  geoJsonExporter,
  factsCsvExporter,
];
