// What the screen reads, and for how long it keeps it.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Policy } from "tiergate";
import { server } from "../base.ts";
import { answer, client, request } from "./client.ts";
import { readSession } from "./session.ts";
import type { Event, ImpactPage, Info, KeptPage, ListedSubscription, Listing, Overview, Summary } from "./types.ts";

/** How many rows a page of a list has. */
const PAGE = 50;

/** Who is signed in. */
export const useSession = () => useQuery({ queryKey: ["session"], queryFn: ({ signal }) => readSession(signal), staleTime: 60_000 });

/** What the navigation counts. While the server still counts, it is asked again. */
export const useSummary = () =>
  useQuery({
    queryKey: ["summary"],
    queryFn: ({ signal }) => request("GET", "/v1/summary", { signal }) as Promise<Summary>,
    staleTime: 30_000,
    refetchInterval: ({ state }) => (state.data?.asked ? 60_000 : 3_000),
  });

/** Everything about a tenant. */
export const useTenant = (tenant: string) =>
  useQuery({
    queryKey: ["tenant", tenant],
    enabled: tenant !== "",
    queryFn: ({ signal }) => request("GET", `/v1/tenants/${encodeURIComponent(tenant)}/overview`, { signal }) as Promise<Overview>,
  });

/** A policy's catalog: read from the very file that decides. */
export const useCatalog = (digest: string | undefined) =>
  useQuery({
    queryKey: ["catalog", digest],
    enabled: digest !== undefined,
    staleTime: Infinity,
    queryFn: async (): Promise<Info> => (await Policy.load(new URL(`${server}/policies/${digest}.wasm`, location.href))).describe(),
  });

/** A tenant's history, the latest first. */
export const useHistory = (tenant: string) =>
  useInfiniteQuery({
    queryKey: ["tenant", tenant, "history"],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: before, signal }) =>
      answer(client.GET("/v1/tenants/{tenant}/history", { params: { path: { tenant }, query: { limit: PAGE, ...(before && { before }) } }, signal })) as Promise<Event[]>,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.number),
  });

/** Which tenants a list has. */
export interface TenantFilter {
  search?: string;
  tier?: string;
  misconfigured?: boolean;
  pastDue?: boolean;
}

/** A list of tenants, unless it is not wanted now. */
export const useTenants = (filter: TenantFilter, enabled = true) =>
  useInfiniteQuery({
    queryKey: ["tenants", filter],
    enabled,
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam: after, signal }) =>
      answer(client.GET("/v1/tenants", { params: { query: { ...filter, limit: PAGE, ...(after !== undefined && { after }) } }, signal })) as Promise<Listing>,
    getNextPageParam: ({ next }) => next,
  });

/** How many tenants the search finds at most. */
export const FOUND = 8;

/** The first tenants that have a text in their identifier or label. */
export const useFound = (search: string) =>
  useQuery({
    queryKey: ["found", search],
    enabled: search !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answer(client.GET("/v1/tenants", { params: { query: { search, limit: FOUND } }, signal })) as Promise<Listing>,
  });

/** The published policies, the oldest first. */
export const usePolicies = () => useQuery({ queryKey: ["policies"], queryFn: ({ signal }) => answer(client.GET("/v1/policies", { signal })) });

/** The activations of policies, the latest first. */
export const useActivations = () =>
  useQuery({ queryKey: ["policies", "activations"], queryFn: ({ signal }) => answer(client.GET("/v1/policies/activations", { params: { query: { limit: 20 } }, signal })) });

/** Which tenants of an impact are listed. */
export type ImpactOnly = "loses" | "gains" | "moves";

/** The tenants for which activating a policy would change anything. */
export const useImpactTenants = (digest: string, only: ImpactOnly) =>
  useInfiniteQuery({
    queryKey: ["policies", digest, "impact", only],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after, signal }) =>
      answer(client.GET("/v1/policies/{digest}/impact/tenants", { params: { path: { digest }, query: { only, limit: PAGE, ...(after !== undefined && { after }) } }, signal })) as Promise<ImpactPage>,
    getNextPageParam: ({ next }) => next,
  });

/** The tenants that activations kept on earlier policies. */
export const useKept = () =>
  useInfiniteQuery({
    queryKey: ["policies", "kept"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after, signal }) =>
      answer(client.GET("/v1/policies/kept", { params: { query: { limit: PAGE, ...(after !== undefined && { after }) } }, signal })) as Promise<KeptPage>,
    getNextPageParam: ({ next }) => next,
  });

/** Subscriptions that belong to no tenant. */
export const useUnassigned = () =>
  useInfiniteQuery({
    queryKey: ["billing", "unassigned"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after, signal }) =>
      answer(client.GET("/v1/billing/unassigned", { params: { query: { limit: PAGE, ...(after !== undefined && { after }) } }, signal })) as Promise<{ subscriptions: ListedSubscription[]; next?: string }>,
    getNextPageParam: ({ next }) => next,
  });

/** Reports of billing systems that were not understood. */
export const useBillingProblems = () =>
  useInfiniteQuery({
    queryKey: ["billing", "problems"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after, signal }) =>
      answer(client.GET("/v1/billing/problems", { params: { query: { limit: PAGE, ...(after !== undefined && { after }) } }, signal })),
    getNextPageParam: ({ next }) => next,
  });
