import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

/**
 * Whether there may be something to undo. The host keeps the real stack; this seat only knows what it sent
 * and what the host answered.
 */
export interface UndoState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

const initialState: UndoState = { canUndo: false, canRedo: false };

const slice = createSlice({
  name: 'undo',
  initialState: initialState as UndoState,
  reducers: {
    commandDone: () => ({ canUndo: true, canRedo: false }),
    undone: (state, { payload }: PayloadAction<string | undefined>) =>
      payload === undefined ? { ...state, canUndo: false } : { canUndo: true, canRedo: true },
    redone: (state, { payload }: PayloadAction<string | undefined>) =>
      payload === undefined ? { ...state, canRedo: false } : { canUndo: true, canRedo: true },
  },
});

export const { commandDone, undone, redone } = slice.actions;
export const undoReducer = slice.reducer;
