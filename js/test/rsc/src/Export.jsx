"use client";

import { useFeature } from "tiergate/react";

/** A client component behind a gate of the server. */
export const Export = () => <button type="button">export: {String(useFeature("export").allowed)}</button>;
