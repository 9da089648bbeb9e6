import type { ReactNode } from "react";
import { type ApiError, asApiError, readFailure } from "../api/error.ts";
import { Banner } from "./Banner.tsx";
import { Button } from "./Button.tsx";
import { Quoted } from "./Quoted.tsx";

interface FailureProps {
  /** What could not be shown. */
  what: string;
  error: unknown;
  onRetry?: () => void;
}

/** Says that something could not be read, why, and what to do. */
export const Failure = ({ what, error, onRetry }: FailureProps): ReactNode => {
  const failure = asApiError(error);
  return (
    <Banner look="bad" role="alert">
      <p><b>{what} could not be loaded.</b> <Quoted>{readFailure(failure)}</Quoted></p>
      {onRetry && <Button look="low" onClick={onRetry}>Try again</Button>}
      <RequestId error={failure} />
    </Banner>
  );
};

/** The identifier of a request that failed, for the server's log. */
export const RequestId = ({ error }: { error: ApiError }): ReactNode =>
  error.requestId ? <p className="muted small">Request <code>{error.requestId}</code></p> : null;
