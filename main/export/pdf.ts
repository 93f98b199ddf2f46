import PdfDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import { loadFonts } from './fonts.ts';

export interface PdfOptions {
  readonly title: string;
  readonly author?: string | undefined;
  readonly subject?: string | undefined;
  /** Stamped as creation date, UTC ms: the same pages give the same bytes. */
  readonly at: number;
  /** Paper in mm, width × height; the drawing is scaled to it. */
  readonly widthMm?: number;
  readonly heightMm?: number;
}

const PT_PER_MM = 72 / 25.4;

/** Vector PDF of SVG pages; text stays text (extractable), fonts are embedded as subsets. */
export async function writePdf(pages: readonly string[], options: PdfOptions): Promise<Buffer> {
  const fonts = loadFonts();
  const size: [number, number] = [
    (options.widthMm ?? 420) * PT_PER_MM,
    (options.heightMm ?? 297) * PT_PER_MM,
  ];
  const info: PDFKit.DocumentInfo = {
    Title: options.title,
    Creator: 'Sandtable',
    Producer: 'Sandtable',
    CreationDate: new Date(options.at),
    ModDate: new Date(options.at),
  };
  if (options.author) info.Author = options.author;
  if (options.subject) info.Subject = options.subject;
  const doc = new PdfDocument({ autoFirstPage: false, margin: 0, compress: true, info });
  doc.registerFont('regular', fonts.regular);
  doc.registerFont('bold', fonts.bold);
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const svg of pages) {
    doc.addPage({ size, margin: 0 });
    svgToPdf(doc, svg, 0, 0, {
      width: size[0],
      height: size[1],
      assumePt: true,
      preserveAspectRatio: 'xMidYMid meet',
      fontCallback: (_family, bold) => (bold ? 'bold' : 'regular'),
      warningCallback: () => {},
    });
  }
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
