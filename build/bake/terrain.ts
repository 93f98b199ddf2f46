// Bakes assets/terrain/schematic.bin.gz from the control facts: node build/bake/terrain.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Control } from './control.ts';
import { packGrid } from './pack.ts';
import { schematicGrid } from './schematic.ts';

const dir = fileURLToPath(new URL('../../assets/terrain/', import.meta.url));
const control = JSON.parse(readFileSync(`${dir}control.json`, 'utf8')) as Control;
const grid = schematicGrid(control);
const packed = packGrid(grid);
writeFileSync(`${dir}schematic.bin.gz`, packed);
process.stdout.write(`${grid.cols}×${grid.rows}, ${(packed.length / 1e6).toFixed(2)} MB\n`);
