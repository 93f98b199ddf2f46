import { parentPort } from 'node:worker_threads';
import { loadFonts } from '../export/fonts.ts';
import { writeGeoJson } from '../export/geojson.ts';
import { writePdf } from '../export/pdf.ts';
import { writePng } from '../export/png.ts';
import type { Rendered, RenderJob, RenderReply } from './render.ts';
import { sheetPages } from './sheetSvg.ts';
import { loadSymbols, type SymbolSet } from './symbols.ts';

/** A3 at 300 dpi. */
const WIDTH_PX = 4961;

let symbols: SymbolSet | undefined;

async function render(job: RenderJob): Promise<Rendered> {
  const { model } = job;
  symbols ??= loadSymbols();
  const pages =
    job.kind === 'pages'
      ? job.pages
      : sheetPages({
          model,
          main: job.main,
          locator: job.locator,
          area: job.area,
          symbols,
          measure: loadFonts().measure,
        });
  const pdf = await writePdf(pages, {
    title: `${model.title} ${model.versionLabel}`,
    author: model.issuer,
    subject: model.asOfLabel,
    at: model.asOf,
  });
  const geojson = writeGeoJson({
    title: model.title,
    asOf: model.asOf,
    mode: model.mode,
    features: model.features,
    meta: { version: model.version, asOfSeq: model.asOfSeq, situationSha256: model.situationHash },
  });
  return { pages, pdf, png: writePng(pages[0] as string, WIDTH_PX), geojson };
}

parentPort?.on('message', ({ id, job }: { id: number; job: RenderJob }) => {
  render(job).then(
    (rendered) => parentPort?.postMessage({ id, rendered } satisfies RenderReply),
    (error: unknown) =>
      parentPort?.postMessage({
        id,
        error: error instanceof Error ? error.message : String(error),
      } satisfies RenderReply),
  );
});
