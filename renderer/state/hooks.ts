import { useDispatch, useSelector } from 'react-redux';
import type { AppDispatch, RootState } from './store.ts';

export const useAppDispatch = useDispatch.withTypes<AppDispatch>();
export const useAppSelector = useSelector.withTypes<RootState>();

export const useSelection = () => useAppSelector((s) => s.ui.selection);
export const useSettings = () => useAppSelector((s) => s.ui.settings);
export const useLayerVisible = (id: string) =>
  useAppSelector((s) => s.ui.settings.layers[id] ?? true);
