import { createRoot } from 'react-dom/client';
import 'dockview-react/dist/styles/dockview.css';
import '../ui/base.css';
import '../panels/panels.css';
import '../panels/rows.css';
import '../timeline/timeline.css';
import './styles/frame.css';
import './styles/topBar.css';
import './styles/banners.css';
import './styles/dock.css';
import './styles/map.css';
import './styles/dialogs.css';
import './styles/wall.css';
import './styles/phone.css';
import { connect, problemFrom } from '../bridge/client.ts';
import { wasTold } from '../bridge/hooks.ts';
import { seatKeyOf } from '../bridge/probe.ts';
import { LiveTables } from '../live/tables.ts';
import { notified } from '../state/notices.ts';
import { createStore } from '../state/store.ts';
import { wallSet } from '../state/ui.ts';
import { App } from './App.tsx';

const store = createStore(localStorage);
if (new URLSearchParams(location.search).get('view') === 'wall') store.dispatch(wallSet(true));

const tell = (error: unknown) => {
  if (wasTold(error)) return;
  store.dispatch(
    notified({ tone: 'error', titleKey: 'common.toast.crash', problem: problemFrom(error) }),
  );
};
window.addEventListener('unhandledrejection', (event) => {
  if (wasTold(event.reason)) event.preventDefault();
  else tell(event.reason);
});
window.addEventListener('error', (event) => {
  // A layout that settles over two frames is not an error of ours.
  if (event.message?.startsWith('ResizeObserver')) return;
  tell(event.error ?? event.message);
});

const tables = new LiveTables(() => performance.now());
const connection = connect(location.origin, seatKeyOf(sessionStorage), tables);
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <App store={store} tables={tables} connection={connection} origin={location.origin} />,
  );
