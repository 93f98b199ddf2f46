import { Checkbox } from 'antd';
import { useText } from '../../bridge/hooks.ts';
import { useAppDispatch, useLayerVisible } from '../../state/hooks.ts';
import { layerToggled } from '../../state/ui.ts';

/** Layers that the globe really has. */
const shown = ['relief', 'places', 'tracks', 'incident', 'plan'] as const;

function Layer({ id }: { readonly id: (typeof shown)[number] }) {
  const t = useText();
  const dispatch = useAppDispatch();
  const visible = useLayerVisible(id);
  return (
    <Checkbox
      checked={visible}
      onChange={(e) => dispatch(layerToggled({ id, visible: e.target.checked }))}
    >
      {t(`common.layer.${id}`)}
    </Checkbox>
  );
}

export default function Layers() {
  return (
    <div className="stack">
      {shown.map((id) => (
        <Layer key={id} id={id} />
      ))}
    </div>
  );
}
