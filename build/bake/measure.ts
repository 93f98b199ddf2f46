// Error of the schematic terrain against a measured one: node build/bake/measure.ts FILE.tif [west,south,east,north]
import { fileURLToPath } from 'node:url';
import { loadSchematic } from '../../main/terrain/schematic.ts';
import { againstDem } from './compare.ts';

const [file, box] = process.argv.slice(2);
if (!file) {
  process.stderr.write('usage: node build/bake/measure.ts FILE.tif [west,south,east,north]\n');
  process.exit(2);
}
const {
  data,
  sha256: _,
  ...lattice
} = await loadSchematic(fileURLToPath(new URL('../../assets', import.meta.url)));
const schematic = { ...lattice, data: Float32Array.from(data) };
const within = box?.split(',').map(Number) as [number, number, number, number] | undefined;
const rows = await againstDem(schematic, file, { within, windowDeg: 0.4 });
if (rows.length === 0) {
  process.stderr.write('the file and the schematic terrain have no ground in common\n');
  process.exit(1);
}
const number = (v: number) => v.toFixed(0).padStart(7);
process.stdout.write('means of cells of about 1 km, metres, schematic less measured\n');
process.stdout.write(
  'west   south  east   north   cells  median|e|  mean e  p90|e|  correlation\n',
);
for (const { box: b, agreement: a } of rows)
  process.stdout.write(
    `${b.map((v) => v.toFixed(2).padEnd(6)).join(' ')} ${number(a.cells)} ${number(a.medianAbsM)}   ${number(a.meanM)} ${number(a.p90AbsM)}       ${a.correlation.toFixed(3)}\n`,
  );
