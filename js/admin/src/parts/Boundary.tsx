import { Component, type ReactNode } from "react";
import { Banner } from "./Banner.tsx";
import { Button } from "./Button.tsx";

interface BoundaryProps {
  children: ReactNode;
}

/** Keeps a fault of this screen to the page that it happens on, and says so. */
export class Boundary extends Component<BoundaryProps, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Banner look="bad" role="alert">
        <p><b>This page could not be shown.</b> Nothing was changed by that. <code>{error.message}</code></p>
        <Button look="low" onClick={() => location.reload()}>Load again</Button>
      </Banner>
    );
  }
}
