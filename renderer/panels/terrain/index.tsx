import { Button, Popconfirm } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TerrainSourceInfo } from '../../../shared/contract/types.ts';
import { ProblemError } from '../../../shared/kit/result.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useCall, useGlobe, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../../live/hooks.ts';

const UPLOAD_TIMEOUT_MS = 3_600_000;

/** Where heights come from, and the way in for better ones. */
export default function Terrain() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const globe = useGlobe();
  const tables = useLiveTables();
  useTopic('terrain');
  const version = tables.terrainVersion;
  const [sources, setSources] = useState<readonly TerrainSourceInfo[]>([]);
  const file = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the terrain has changed
  const load = useCallback(() => {
    void call(() => api.terrain.sources.query())
      .then(setSources)
      .catch(() => {});
  }, [api, call, version]);
  useEffect(load, [load]);

  const upload = (files: FileList | null) => {
    for (const one of files ?? [])
      void call(
        async () => {
          const answer = await fetch(`/upload/terrain?name=${encodeURIComponent(one.name)}`, {
            method: 'POST',
            headers: { 'content-type': 'application/octet-stream' },
            body: one,
          });
          if (answer.ok) return;
          const { problem } = (await answer.json()) as {
            problem: { code: string; params?: Record<string, string | number> };
          };
          throw new ProblemError(problem.code, problem.params);
        },
        { timeoutMs: UPLOAD_TIMEOUT_MS },
      ).catch(() => {});
    if (file.current) file.current.value = '';
  };
  return (
    <div className="stack">
      <ul className="plain-list">
        {sources.map((s) => (
          <li key={s.id}>
            <b>{s.kind === 'schematic' ? t('terrainPanel.schematic') : s.name}</b>
            <div className="muted num">
              {t('terrainPanel.line', {
                seconds: Math.round(s.resolutionDeg * 36_000) / 10,
                datum: t(`panorama.datum.${s.datum}`),
              })}
              {s.importedAt === undefined ? '' : ` · ${formatBeijing(s.importedAt, 'minute')}`}
            </div>
            <div className="row">
              <Button size="small" onClick={() => globe?.flyTo({ bbox: s.bbox })}>
                {t('terrainPanel.show')}
              </Button>
              {s.kind === 'imported' && (
                <Popconfirm
                  title={t('terrainPanel.removeSure', { name: s.name })}
                  okText={t('terrainPanel.remove')}
                  cancelText={t('common.button.cancel')}
                  onConfirm={() =>
                    void call(() => api.terrain.remove.mutate({ id: s.id }))
                      .then(load)
                      .catch(() => {})
                  }
                >
                  <Button size="small">{t('terrainPanel.remove')}</Button>
                </Popconfirm>
              )}
            </div>
          </li>
        ))}
      </ul>
      <input
        ref={file}
        type="file"
        multiple
        hidden
        accept=".hgt,.zip,.gz,.tif,.tiff"
        onChange={(e) => upload(e.target.files)}
      />
      <Button size="small" onClick={() => file.current?.click()}>
        {t('terrainPanel.import')}
      </Button>
      <div className="muted">{t('terrainPanel.hint')}</div>
    </div>
  );
}
