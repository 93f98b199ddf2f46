import { Component, type ErrorInfo, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What stands in the place of the failed part; `reopen` tries again. */
  readonly fallback: (error: unknown, reopen: () => void) => ReactNode;
  readonly onError?: (error: unknown) => void;
}
interface State {
  readonly error: unknown;
  readonly failed: boolean;
}

/** Keeps one part's failure from taking the window with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, failed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, failed: true };
  }

  override componentDidCatch(error: unknown, _info: ErrorInfo): void {
    this.props.onError?.(error);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback(this.state.error, () =>
      this.setState({ error: undefined, failed: false }),
    );
  }
}
