import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useAppSelector } from '../../state/hooks.ts';

interface Props {
  readonly incidentId: string;
  readonly version: number;
  /** Share of what the sheet wants to know that is known; said once more before the signature. */
  readonly completeness: number | undefined;
}

/** A person signs a version: name, a second look at what is missing, and then it stands in the journal. */
export function Sign({ incidentId, version, completeness }: Props) {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const seat = useAppSelector((s) => s.ui.settings.seatName);
  const [open, setOpen] = useState(false);
  const [signer, setSigner] = useState('');
  const [note, setNote] = useState('');
  const sign = () =>
    void command('panorama.signed', {
      incidentId,
      version,
      signer: signer.trim(),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    })
      .then(() => setOpen(false))
      .catch(() => {});
  return (
    <>
      <Button
        size="small"
        type="primary"
        disabled={readOnly}
        onClick={() => {
          setSigner(seat);
          setOpen(true);
        }}
      >
        {t('desk.panorama.sign')}
      </Button>
      <Modal
        open={open}
        title={t('desk.panorama.signTitle', { version })}
        okText={t('desk.panorama.signOk')}
        cancelText={t('common.button.cancel')}
        okButtonProps={{ disabled: signer.trim() === '' }}
        onOk={sign}
        onCancel={() => setOpen(false)}
      >
        <div className="stack">
          {completeness !== undefined && (
            <p>{t('desk.panorama.signAt', { percent: Math.round(completeness * 100) })}</p>
          )}
          <Input
            value={signer}
            placeholder={t('desk.panorama.signer')}
            aria-label={t('desk.panorama.signer')}
            onChange={(e) => setSigner(e.target.value)}
          />
          <Input
            value={note}
            placeholder={t('desk.panorama.note')}
            aria-label={t('desk.panorama.note')}
            onChange={(e) => setNote(e.target.value)}
          />
        </div>
      </Modal>
    </>
  );
}
