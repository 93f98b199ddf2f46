import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { HazardType, LonLat } from '../../../shared/model/common.ts';
import { hazardType } from '../../../shared/model/common.ts';
import { useApi, useCommand, useGlobe, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables } from '../../live/hooks.ts';
import { useAppDispatch } from '../../state/hooks.ts';
import { incidentChosen } from '../../state/ui.ts';
import { parsePosition } from './parsePosition.ts';

const empty = { title: '', place: '', where: '', by: '', text: '' };

/** 接报: the first thing that is known of an incident. What was typed stays until the host has it on disk. */
export default function Report() {
  const t = useText();
  const api = useApi();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const [hazard, setHazard] = useState<HazardType>('landslide');
  const [form, setForm] = useState(empty);
  const [missing, setMissing] = useState<number | null>(null);
  const [position, setPosition] = useState<LonLat | undefined>();
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof empty) => (value: string) =>
    setForm((f) => ({ ...f, [name]: value }));

  async function locate(text: string) {
    const typed = parsePosition(text);
    if (typed) return setPosition(typed);
    const [found] = await api.places.query({ query: text, limit: 1 });
    if (!found) return;
    setPosition(found.position);
    setForm((f) => ({ ...f, place: f.place || found.name }));
    globe?.flyTo({ position: found.position });
  }

  async function submit() {
    const now = tables.simNow();
    if (!position || form.title.trim() === '' || now === undefined) return;
    setBusy(true);
    try {
      const incidentId = crypto.randomUUID();
      const mode = tables.session?.line.mode ?? 'actual';
      await command('incident.reported', {
        incidentId,
        hazard,
        title: form.title.trim(),
        place: form.place,
        position,
        occurredAt: Math.round(now),
        reportedBy: form.by,
        text: form.text,
        mode,
      });
      if (missing !== null)
        await command('claim.made', {
          incidentId,
          field: 'missing',
          value: missing,
          unit: t('panels.report.people'),
          claimant: form.by || t('panels.report.title'),
        });
      dispatch(incidentChosen(incidentId));
      globe?.flyTo({ position });
      setForm(empty);
      setPosition(undefined);
      setMissing(null);
    } catch {
      // The person was told; the form keeps what was typed.
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Select
        size="small"
        value={hazard}
        onChange={setHazard}
        aria-label={t('panels.report.hazard')}
        options={hazardType.options.map((h) => ({ value: h, label: t(`common.hazard.${h}`) }))}
      />
      <Input
        size="small"
        value={form.title}
        onChange={(e) => set('title')(e.target.value)}
        placeholder={t('panels.report.what')}
        aria-label={t('panels.report.what')}
      />
      <Input.Search
        size="small"
        value={form.where}
        onChange={(e) => set('where')(e.target.value)}
        // Enter here looks the place up; it must not send the report.
        onPressEnter={(event) => event.preventDefault()}
        onSearch={(text) => void locate(text).catch(() => {})}
        placeholder={t('panels.report.where')}
        aria-label={t('panels.report.where')}
      />
      <Button
        size="small"
        disabled={!globe}
        onClick={() =>
          globe?.draw('point', (drawn) => drawn && setPosition(drawn.coordinates[0] as LonLat))
        }
      >
        {t('panels.report.onMap')}
      </Button>
      <span className="muted num" data-testid="report-position">
        {position
          ? `${position[0].toFixed(5)}, ${position[1].toFixed(5)}`
          : t('panels.report.noPosition')}
      </span>
      <Input
        size="small"
        value={form.place}
        onChange={(e) => set('place')(e.target.value)}
        placeholder={t('panels.report.place')}
        aria-label={t('panels.report.place')}
      />
      <Input
        size="small"
        value={form.by}
        onChange={(e) => set('by')(e.target.value)}
        placeholder={t('panels.report.by')}
        aria-label={t('panels.report.by')}
      />
      <InputNumber
        size="small"
        min={0}
        value={missing}
        onChange={setMissing}
        placeholder={t('panels.report.missing')}
        aria-label={t('panels.report.missing')}
        style={{ width: '100%' }}
      />
      <Input.TextArea
        rows={2}
        value={form.text}
        onChange={(e) => set('text')(e.target.value)}
        placeholder={t('panels.report.words')}
        aria-label={t('panels.report.words')}
      />
      <Button
        type="primary"
        htmlType="submit"
        size="small"
        loading={busy}
        disabled={readOnly || !position || form.title.trim() === ''}
      >
        {t('panels.report.submit')}
      </Button>
    </form>
  );
}
