import type { ReactNode } from 'react';

/** A place with nothing in it: says so in words, and what to do about it. */
export function Blank(props: {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <div className="blank" role="status">
      <div className="blank-title">{props.title}</div>
      {props.hint !== undefined && <div className="blank-hint">{props.hint}</div>}
      {props.children}
    </div>
  );
}
