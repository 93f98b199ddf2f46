import { serve } from '../thread/rpc.ts';
import { JournalFile, type JournalFileOptions } from './journalFile.ts';
import type { Pack } from './row.ts';

let file: JournalFile | undefined;
const opened = (): JournalFile => {
  if (!file) throw new Error('journal is not open');
  return file;
};

serve({
  open(options: JournalFileOptions) {
    file = new JournalFile(options);
    return file.state;
  },
  append: (pack: Pack) => opened().append(pack),
  checkpoint: () => opened().checkpoint(),
  close: () => file?.close(),
});
