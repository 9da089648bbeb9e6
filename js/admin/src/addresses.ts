// The addresses of pages that have an identifier in them.
import { useSearch } from "wouter";
import { screen } from "./base.ts";

/** Returns the path of a tenant's page, or of a part of it. A full stop is escaped, too: servers take what ends like a file's name for a file. */
export const tenantPath = (tenant: string, tab?: string): string => {
  const path = `/tenants/${encodeURIComponent(tenant).replaceAll(".", "%2E")}`;
  return tab === undefined ? path : `${path}/${tab}`;
};

/** Returns the address of a policy's page on which it is compared with the active one at once. */
export const comparePath = (digest: string): string => `/policies/${digest}?compare=1`;

/** Returns the tenant that the address names. The router's own parameter does not tell an escaped slash from an escaped percent sign. */
export const addressedTenant = (): string | undefined => {
  try {
    return decodeURIComponent(location.pathname.slice(screen.length).split("/")[2] ?? "");
  } catch {
    return undefined;
  }
};

/** How the search part of the address is changed. */
export interface Changing {
  /** Whether the browser's Back button does not lead to what it was before. */
  replace?: boolean;
}

/** Returns the parameters of the address, and how to set them. The router's own way does not keep an escaped path as it is. */
export const useAddressParams = (): [URLSearchParams, (params: Record<string, string>, how?: Changing) => void] => {
  useSearch(); // Renders again when the address changes.
  const set = (params: Record<string, string>, { replace = false }: Changing = {}) => {
    const search = new URLSearchParams(params).toString();
    const address = location.pathname + (search && `?${search}`);
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  };
  return [new URLSearchParams(location.search), set];
};
