import { useText } from '../bridge/hooks.ts';
import { useSession } from '../live/hooks.ts';
import { Banners, Watermark } from './Banners.tsx';
import { CentreView } from './CentreView.tsx';
import { PanelHost } from './PanelHost.tsx';
import { FeedHealth, IncidentHead, TClock } from './TopBar.tsx';
import { markingOf } from './topBarModel.ts';

/** For two metres away: map, clock and gaps, nothing to press. */
export function WallView() {
  const t = useText();
  const session = useSession();
  return (
    <div className="wall">
      <header className={`topbar wall-bar mark-${markingOf(session)}`}>
        <IncidentHead />
        <TClock />
        <div className="topbar-space" />
        <FeedHealth />
      </header>
      <Banners />
      <main className="wall-main">
        <div className="map-room">
          <CentreView bare />
          <Watermark over="map" />
        </div>
        <aside className="wall-gaps" aria-label={t('common.wall.gaps')}>
          <h2>{t('common.wall.gaps')}</h2>
          <PanelHost id="gaps" />
        </aside>
      </main>
    </div>
  );
}
