import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { HazardType, LonLat } from '../../../shared/model/common.ts';
import { hazardType } from '../../../shared/model/common.ts';
import { parseTime } from '../../../shared/time/time.ts';
import { useApi, useCommand, useGlobe, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables } from '../../live/hooks.ts';
import { useAppDispatch } from '../../state/hooks.ts';
import { incidentChosen } from '../../state/ui.ts';
import { peopleClaim } from '../claimGroups.ts';
import { parsePosition } from './parsePosition.ts';

const empty = { title: '', place: '', where: '', by: '', text: '', when: '' };
const counts = ['missing', 'dead', 'trapped', 'injured'] as const;
type Counts = Readonly<Record<(typeof counts)[number], number | null>>;
const noCounts: Counts = { missing: null, dead: null, trapped: null, injured: null };

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
  const [people, setPeople] = useState(noCounts);
  const [notFound, setNotFound] = useState(false);
  const [position, setPosition] = useState<LonLat | undefined>();
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof empty) => (value: string) =>
    setForm((f) => ({ ...f, [name]: value }));

  async function locate(text: string) {
    setNotFound(false);
    const typed = parsePosition(text);
    if (typed) {
      globe?.flyTo({ position: typed });
      return setPosition(typed);
    }
    if (text.trim() === '') return;
    const [found] = await api.places.query({ query: text.trim(), limit: 1 });
    if (!found) return setNotFound(true);
    setPosition(found.position);
    setForm((f) => ({ ...f, place: f.place || found.name }));
    globe?.flyTo({ position: found.position });
  }

  const occurred = form.when.trim() === '' ? undefined : parseTime(form.when);
  const badTime = form.when.trim() !== '' && occurred === undefined;

  async function submit() {
    const now = tables.simNow();
    if (!position || form.title.trim() === '' || now === undefined || badTime) return;
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
        occurredAt: occurred ?? Math.round(now),
        reportedBy: form.by,
        text: form.text,
        mode,
      });
      for (const field of counts) {
        const value = people[field];
        if (value !== null)
          await command(
            'claim.made',
            peopleClaim(incidentId, field, value, form.by || t('panels.report.title')),
          );
      }
      dispatch(incidentChosen(incidentId));
      globe?.flyTo({ position });
      setForm(empty);
      setPosition(undefined);
      setPeople(noCounts);
    } catch {
      // The person was told; the form keeps what was typed.
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="stack tight"
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
          : t(notFound ? 'desk.report.notFound' : 'panels.report.noPosition')}
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
      <div className="counts">
        {counts.map((field) => (
          <InputNumber
            key={field}
            size="small"
            min={0}
            precision={0}
            value={people[field]}
            onChange={(v) => setPeople((old) => ({ ...old, [field]: v }))}
            prefix={t(`panorama.field.${field}`)}
            placeholder="—"
            title={t('desk.report.unknownEmpty')}
            aria-label={
              field === 'missing' ? t('panels.report.missing') : t(`panorama.field.${field}`)
            }
          />
        ))}
      </div>
      <Input
        size="small"
        value={form.when}
        onChange={(e) => set('when')(e.target.value)}
        status={badTime ? 'error' : ''}
        placeholder={t('desk.report.when')}
        aria-label={t('desk.report.when')}
      />
      {badTime && <span className="is-late">{t('desk.report.badTime')}</span>}
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
        disabled={readOnly || !position || form.title.trim() === '' || badTime}
      >
        {t('panels.report.submit')}
      </Button>
    </form>
  );
}
