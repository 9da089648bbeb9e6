"use client";

import { useCallback } from "react";
import type { FeatureId } from "../client/names.js";
import { type FeatureState, featureState } from "../client/states.js";
import { useSelected } from "./useSelected.js";

/**
 * Returns whether the tenant may use a feature, why, and what to show if not. `allowed` is `false`
 * unless `status` is `ready`.
 *
 * @throws `Error` without a `<TierProvider>` above.
 *
 * @example
 * ```tsx
 * const { allowed, message } = useFeature("export");
 * ```
 */
export const useFeature = (feature: FeatureId): FeatureState =>
  useSelected(useCallback((snapshot) => featureState(snapshot, feature), [feature]));
